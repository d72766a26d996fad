using System.Buffers;
using System.Globalization;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>One JSON object on one line that carries its own checksum: <c>{…,"crc":"xxxxxxxx"}</c> and a line
/// feed.</summary>
/// <remarks>
/// The last 18 bytes before the line feed are always <c>,"crc":"</c>, eight hexadecimal digits and <c>"}</c>: a line is
/// verified by position, before any parsing. The checksum is CRC-32C over all bytes before those, seeded with the
/// CRC-32C of the seed text (the id of the shard, or <c>ledger</c>), so that a line of another file never verifies.
/// Worked example: <c>{"n":1</c> sealed with the seed text <c>ledger</c> is <c>{"n":1,"crc":"1be21ed7"}</c>.
/// </remarks>
internal static class SealedLine
{
    private const int SealLength = 18;

    /// <summary>Makes the seed of a seed text.</summary>
    public static uint Seed(string text) => Crc32C.Compute(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends a line: adds the checksum, the closing brace and the line feed.</summary>
    /// <param name="buffer">Where the line was written to.</param>
    /// <param name="line">What was written: the line's object, without its closing brace.</param>
    /// <param name="seed">See <see cref="Seed"/>.</param>
    public static void Seal(IBufferWriter<byte> buffer, ReadOnlySpan<byte> line, uint seed)
    {
        var crc = Crc32C.Compute(line, seed);
        var tail = buffer.GetSpan(SealLength + 1);
        ",\"crc\":\""u8.CopyTo(tail);
        crc.TryFormat(tail[8..], out _, "x8");
        "\"}\n"u8.CopyTo(tail[16..]);
        buffer.Advance(SealLength + 1);
    }

    /// <summary>Verifies a line.</summary>
    /// <param name="line">The line, without its line feed.</param>
    /// <param name="seed">See <see cref="Seed"/>.</param>
    public static bool Verify(ReadOnlySpan<byte> line, uint seed)
    {
        if (line.Length <= SealLength || line[0] != '{') return false;

        var content = line[..^SealLength];
        var tail = line[^SealLength..];
        Span<byte> expected = stackalloc byte[8];
        Crc32C.Compute(content, seed).TryFormat(expected, out _, "x8");
        return tail.StartsWith(",\"crc\":\""u8) && tail.EndsWith("\"}"u8) && tail[8..16].SequenceEqual(expected);
    }

    /// <summary>Whether bytes end like a line that was once sealed, by whatever seed: not torn, but damaged, or of
    /// another file.</summary>
    public static bool HasSeal(ReadOnlySpan<byte> line) =>
        line.Length > SealLength && line[0] == '{' && line[^SealLength..].StartsWith(",\"crc\":\""u8)
            && line.EndsWith("\"}"u8);

    /// <summary>Returns the checksum of a verified line.</summary>
    public static uint CrcOf(ReadOnlySpan<byte> line) =>
        uint.Parse(line[^10..^2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Returns what stands before the checksum of a verified line: the object without its closing
    /// brace.</summary>
    public static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> line) => line[..^SealLength];
}
