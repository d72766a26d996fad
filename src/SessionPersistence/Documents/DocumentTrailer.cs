using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>The end of a document of ours: <c>,\n "_crc": "xxxxxxxx"\n}\n</c>, 25 bytes, found by position before any
/// parsing.</summary>
/// <remarks>
/// The checksum is CRC-32C of every byte before the comma, as eight hexadecimal digits of lower case.
/// Worked example: the 28 bytes <c>{\n  "session_id": "example1"</c> have the checksum <c>909102e2</c>,
/// so the file goes on with <c>,\n  "_crc": "909102e2"\n}\n</c> and is 53 bytes long.
/// </remarks>
internal static class DocumentTrailer
{
    public const int Length = 25;

    private const int DigitCount = 8;

    private static ReadOnlySpan<byte> Before => ",\n  \"_crc\": \""u8;

    private static ReadOnlySpan<byte> After => "\"\n}\n"u8;

    /// <summary>Writes the end of a document.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="crc">The checksum of everything that was written before.</param>
    /// <returns>The checksum of the whole file.</returns>
    public static uint Write(IBufferWriter<byte> buffer, uint crc)
    {
        var trailer = buffer.GetSpan(Length)[..Length];
        Before.CopyTo(trailer);
        _ = crc.TryFormat(trailer[Before.Length..], out _, "x8", CultureInfo.InvariantCulture);
        After.CopyTo(trailer[^After.Length..]);
        buffer.Advance(Length);
        return Crc32C.Compute(trailer, crc);
    }

    /// <summary>Computes the checksum of a whole file from its end alone, which has that of everything
    /// before.</summary>
    /// <returns><see langword="null"/> when the file does not end like a document of ours.</returns>
    public static uint? CrcOf(ReadOnlySpan<byte> end) =>
        IsAtEndOf(end) && Utf8Parser.TryParse(end.Slice(Before.Length, DigitCount), out uint crc, out var digits, 'x')
            && digits == DigitCount
            ? Crc32C.Compute(end, crc)
            : null;

    /// <summary>Whether a file that ends like this could be a whole document of ours; the checksum is not looked
    /// at.</summary>
    public static bool IsAtEndOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Length && bytes[^Length..].StartsWith(Before) && bytes.EndsWith(After);

    /// <summary>Computes the checksum of a whole file, and whether the file ends with the right one.</summary>
    public static bool Verify(ReadOnlySpan<byte> file, out uint fileCrc)
    {
        if (!IsAtEndOf(file))
        {
            fileCrc = Crc32C.Compute(file);
            return false;
        }

        var crc = Crc32C.Compute(file[..^Length]);
        fileCrc = Crc32C.Compute(file[^Length..], crc);
        Span<byte> digits = stackalloc byte[DigitCount];
        _ = crc.TryFormat(digits, out _, "x8", CultureInfo.InvariantCulture);
        return file.Slice(file.Length - Length + Before.Length, DigitCount).SequenceEqual(digits);
    }
}
