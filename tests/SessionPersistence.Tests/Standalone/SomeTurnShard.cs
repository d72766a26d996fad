using System.Buffers;
using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Standalone;

/// <summary>Changes shards as a program could that knows how they are sealed.</summary>
internal static class SomeTurnShard
{
    /// <summary>Changes every line of a shard and seals it again.</summary>
    public static void Reseal(CrashFileSystem disk, string path, Func<string, string> change)
    {
        Assert.True(ShardName.TryParse(Path.GetFileName(path), out var name));
        var lines = Testing.Disk.Text(disk, path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        disk.Seed(path, string.Concat(lines.Select(line => Sealed(change(line[..^18]), name))));
    }

    /// <summary>Changes one byte of the first record.</summary>
    public static void Damage(CrashFileSystem disk, string path)
    {
        var lines = Testing.Disk.Text(disk, path).Split('\n');
        lines[1] = lines[1].Replace("session_id", "session_ID", StringComparison.Ordinal);
        disk.Seed(path, string.Join('\n', lines));
    }

    /// <summary>Seals the content of a line.</summary>
    public static string Sealed(string content, ShardName name)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.UTF8.GetBytes(content));
        SealedLine.Seal(buffer, buffer.WrittenSpan, name.Seed);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
