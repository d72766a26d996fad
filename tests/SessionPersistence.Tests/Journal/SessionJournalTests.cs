using System.Text;
using System.Text.Json;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Journal;

public sealed class SessionJournalTests
{
    private static readonly SessionId _id = SessionId.Parse("s");

    [Fact]
    public async Task Every_record_of_the_session_is_told_in_order_and_none_of_others()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s");
        await rig.CreateAsync("s2");
        var turn = await rig.Store.BeginTurnAsync(_id, [SessionMessage.User("mentions \"s\" and \"s2\"")]);
        await rig.AppendAsync(SessionId.Parse("s2"), "hello \"s\"");
        await turn.CompleteAsync([SessionMessage.Assistant("hi")]);

        var records = await ReadAsync(rig.Disk);

        Assert.Equal(["created", "submitted", "completed"], records.Select(record => record.Event));
        Assert.Equal([1, 2, 3], records.Select(record => record.Revision));
        Assert.Equal([null, turn.Id, turn.Id], records.Select(record => record.TurnId));
        Assert.All(records, record => Assert.Equal(records[0].Life, record.Life));
        Assert.True(records[0].Offset < records[1].Offset && records[0].LineNumber < records[1].LineNumber);
    }

    [Fact]
    public async Task A_record_is_the_json_object_that_stands_in_the_file()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s");

        var record = Assert.Single(await ReadAsync(rig.Disk));

        using var json = JsonDocument.Parse(record.Utf8Json);
        Assert.Equal("created", json.RootElement.GetProperty("event").GetString());
        Assert.Equal(8, json.RootElement.GetProperty("crc").GetString()!.Length);
        var stored = BytesOf(rig.Disk, $"/store/{record.Path}").AsSpan((int)record.Offset, record.Utf8Json.Length);
        Assert.True(stored.SequenceEqual(record.Utf8Json.Span));
    }

    [Fact]
    public async Task Damaged_lines_and_other_shards_do_not_hide_what_is_intact()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        await rig.CreateAsync("s");
        await rig.AppendAsync(_id, "damaged");
        await rig.AppendAsync(_id, "kept");
        var damaged = (await ReadAsync(rig.Disk))[1];
        var shard = BytesOf(rig.Disk, $"/store/{damaged.Path}");
        shard[damaged.Offset + 20] ^= 1;
        var disk = new CrashFileSystem();
        disk.Seed($"/store/{damaged.Path}", shard);

        var records = await ReadAsync(disk);

        Assert.Equal(["created", "appended"], records.Select(record => record.Event));
        Assert.Contains("kept", Encoding.UTF8.GetString(records[1].Utf8Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_a_journal_has_no_records()
    {
        var disk = new CrashFileSystem();
        disk.CreateDirectory("/store");

        Assert.Empty(await ReadAsync(disk));
    }

    [Fact]
    public void No_session_is_misuse() =>
        Assert.Throws<ArgumentException>(() => new SessionJournal("/store").ReadAsync(default));

    private static async Task<List<SessionJournalRecord>> ReadAsync(DurableFileSystem disk) =>
        await new SessionJournal("/store", new() { FileSystem = disk }).ReadAsync(_id).ToListAsync();

    private static byte[] BytesOf(DurableFileSystem disk, string path)
    {
        using var file = disk.OpenFile(path);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }
}
