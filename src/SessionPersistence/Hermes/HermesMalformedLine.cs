using System.Text;

namespace SessionPersistence.Hermes;

/// <summary>A line of a shard, or a part of one, that is no event.</summary>
/// <param name="Shard">The name of the shard.</param>
/// <param name="LineNumber">The number of the line, from 1.</param>
/// <param name="Offset">Where it starts, in bytes from the start of the shard.</param>
/// <param name="Raw">Its bytes, without the end of the line.</param>
internal sealed record HermesMalformedLine(string Shard, int LineNumber, long Offset, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Gets it as text; what is not UTF-8 becomes U+FFFD.</summary>
    public string RawText => Encoding.UTF8.GetString(Raw.Span);
}
