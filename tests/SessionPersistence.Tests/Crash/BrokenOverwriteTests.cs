using System.Text;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>The assumption that a write harms no byte beside it, broken: what is lost then must be told, and nothing
/// else may be.</summary>
public sealed class BrokenOverwriteTests
{
    private const int Sector = 512;
    private const int Appends = 12;

    [Theory]
    [InlineData((byte)0x00)]
    [InlineData((byte)0xFF)]
    [InlineData((byte)'\n')]
    public async Task A_lost_sector_of_acknowledged_records_is_told(byte fill)
    {
        var (disk, shard, bytes) = await WriteAsync();
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)'\n');
        for (var start = 0; start < end; start += Sector)
        {
            var damaged = bytes.ToArray();
            damaged.AsSpan(start, Sector).Fill(fill);
            var copy = disk.ProcessKill();
            copy.Seed(shard, damaged);

            await using var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = copy });
            var report = await store.OpenAsync();

            var expected = Texts(damaged);
            var lost = Enumerable.Range(0, Appends).Select(i => $"text {i}").Except(expected).ToList();
            Assert.Equal(expected, await VisibleAsync(store));
            if (lost.Count > 0) Assert.Contains(report.Findings, IsDamage);
        }
    }

    private static bool IsDamage(RecoveryFinding finding) =>
        finding.Kind is FindingKinds.JournalDamagedRecord or FindingKinds.JournalTornTail;

    private static async Task<(CrashFileSystem Disk, string Shard, byte[] Bytes)> WriteAsync()
    {
        var disk = new CrashFileSystem();
        // Time stands still: a document that is written behind would keep what the shard loses.
        var store = new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        var id = SessionId.Parse("a");
        await store.CreateAsync(new() { Id = id });
        for (var i = 0; i < Appends; i++) await store.AppendAsync(id, [SessionMessage.User($"text {i}")]);

        var shard = $"/store/_journal/{Assert.Single(disk.ListDirectory("/store/_journal")).Name}";
        using var file = disk.OpenFile(shard);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return (disk, shard, bytes);
    }

    // What the lines say that are whole: found without the library, by the text that only whole lines have.
    private static List<string> Texts(byte[] shard) =>
    [
        .. Encoding.Latin1.GetString(shard).Split('\n')
            .Where(line => line.StartsWith("{\"version\"", StringComparison.Ordinal)
                && line.EndsWith("\"}", StringComparison.Ordinal))
            .Where(line =>
                !line.Contains('\0', StringComparison.Ordinal) && !line.Contains('\u00FF', StringComparison.Ordinal))
            .Select(line => line.IndexOf("\"content\":\"", StringComparison.Ordinal) is > 0
                and var at ? line[(at + 11)..line.IndexOf('"', at + 11)] : null)
            .OfType<string>(),
    ];

    private static async Task<List<string>> VisibleAsync(FileSessionStore store)
    {
        var session = await store.LoadAsync(SessionId.Parse("a"));
        return session is null ? [] : [.. session.Messages.Select(message => message.Text)];
    }
}
