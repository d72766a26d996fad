using System.Buffers;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Backup;

/// <summary>Writes into a generation that its loss was meant; everything else in the file stays.</summary>
internal static class GenerationAcknowledgement
{
    /// <summary>Returns the file with the note.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="document">What they say.</param>
    /// <param name="keptAt">When the generation was kept.</param>
    /// <param name="now">When it is acknowledged.</param>
    public static ReadOnlyMemory<byte> In(
        ReadOnlyMemory<byte> file, SessionDocument document, DateTimeOffset keptAt, DateTimeOffset now)
    {
        var before = document.Head.Generation ?? new(Reason: null, keptAt, ContentCrc: null, AcknowledgedAt: null);
        var stamp = before with { AcknowledgedAt = now };
        return document.Origin == DocumentOrigin.Own
            ? DocumentWriter.Write(document.Head with { Generation = stamp }, document.Messages).Bytes
            : InFrontOf(file.Span, stamp);
    }

    // A file of another program stays one: the note becomes its first member.
    private static ReadOnlyMemory<byte> InFrontOf(ReadOnlySpan<byte> file, GenerationStamp stamp)
    {
        var start = file.IndexOf((byte)'{') + 1;
        var buffer = new ArrayBufferWriter<byte>(file.Length + 256);
        buffer.Write(file[..start]);
        Encoding.UTF8.GetBytes($"\"{GenerationStamp.MemberName}\":{stamp.ToJson()},", buffer);
        buffer.Write(file[start..]);
        return buffer.WrittenMemory;
    }
}
