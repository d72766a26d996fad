using System.Buffers;
using System.Globalization;
using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

/// <summary>Shards for tests, made line by line.</summary>
internal static class SomeShard
{
    public static ShardName Name { get; } = new(1, "0123456789ab");

    public static byte[] Header =>
        Sealed("{\"version\":1,\"n\":1,\"f\":0,\"event\":\"shard\",\"created_at\":1.0,\"format\":1");

    /// <summary>Seals a line, line feed included.</summary>
    public static byte[] Sealed(string openObject, ShardName? name = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.UTF8.GetBytes(openObject));
        SealedLine.Seal(buffer, buffer.WrittenSpan, (name ?? Name).Seed);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Record(long number, long flushed, int textLength = 1) => Sealed(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"version\":1,\"n\":{number},\"f\":{flushed},\"event\":\"appended\",\"session_id\":\"s\",\"life\":\"0123456789abcdef\",\"revision\":{number},\"after\":{number - 1},\"created_at\":1.0,\"messages\":[{{\"role\":\"user\",\"content\":\"{new string('x', textLength)}\"}}]"));

    public static byte[] Footer(long last) => Sealed(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"version\":1,\"n\":{last + 1},\"f\":{last},\"event\":\"footer\",\"created_at\":1.0,\"last_n\":{last}"));

    public static ShardContent Read(params byte[][] parts)
    {
        var disk = new InMemoryFileSystem();
        disk.Seed("/shard", parts.SelectMany(part => part).ToArray());
        return JournalReader.Read(disk, "/shard", Name);
    }
}
