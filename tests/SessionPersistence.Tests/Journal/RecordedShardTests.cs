using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

public sealed class RecordedShardTests
{
    [Fact]
    public async Task OpenAsync_Whole_GivesWhatWasWritten()
    {
        await using var store = Store(RecordedShard.Bytes);

        var report = await store.OpenAsync();

        Assert.Equal([FindingKinds.DeletionUnfinished, FindingKinds.TurnInterrupted],
            report.Findings.Select(finding => finding.Kind));
        Assert.Equal(["Find a ryokan ✓", "Let me look", "found two", "Here are two", "k5", "k6", "k7"],
            (await TextsAsync(store, "kyoto"))!);
        Assert.Equal(["o1", "o2 again", "o3 again", "o4", "o5", "o6"], (await TextsAsync(store, "osaka"))!);
        Assert.Equal(["b1", "Half an "], (await TextsAsync(store, "kobe"))![..2]);
        Assert.Null(await TextsAsync(store, "nara"));
        Assert.Equal("Kyoto", (await store.LoadMetadataAsync(SessionId.Parse("kyoto")))!.Title);
    }

    [Fact]
    public void Read_Whole_HasBatchesOfSeveralRecords()
    {
        var shard = Read(RecordedShard.Bytes);

        Assert.Empty(shard.Missing);
        Assert.Empty(shard.Damage);
        Assert.Equal(shard.Lines[^1].Number - 2, shard.HighestFlushed);
    }

    [Fact]
    public void Read_CutAnywhere_UsesEveryIntactLine()
    {
        for (var length = 0; length <= RecordedShard.Bytes.Length; length++)
        {
            var bytes = RecordedShard.Bytes[..length];
            AssertReadsIntactLines(bytes, $"cut at {length}");
            Assert.False(Read(bytes).LostFlushedRecords, $"cut at {length}");
        }
    }

    [Fact]
    public void Read_AnyBitOfTheLastLinesFlipped_UsesEveryIntactLine()
    {
        var bytes = RecordedShard.Bytes.ToArray();
        for (var bit = RecordedShard.LineStart(4) * 8; bit < RecordedShard.End * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertReadsIntactLines(bytes, $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task OpenAsync_CutAnywhere_ShowsEveryIntactRecord()
    {
        for (var length = 0; length <= RecordedShard.End + 1; length++)
        {
            var bytes = RecordedShard.Bytes[..length];
            var kinds = await AssertShowsIntactRecordsAsync(bytes, $"cut at {length}");
            Assert.DoesNotContain(FindingKinds.JournalDamagedRecord, kinds);
            Assert.Equal(Read(bytes).Damage.Count > 0, kinds.Contains(FindingKinds.JournalTornTail));
        }
    }

    [Fact]
    public async Task OpenAsync_AnyByteOfTheLastLinesFlipped_ShowsEveryIntactRecord()
    {
        for (var offset = RecordedShard.LineStart(4); offset < RecordedShard.End; offset++)
        {
            var bytes = RecordedShard.Bytes.ToArray();
            bytes[offset] ^= (byte)(1 << (offset % 8));
            var kinds = await AssertShowsIntactRecordsAsync(bytes, $"byte {offset}");

            var lost = ShardExpectation.Of(bytes, RecordedShard.Name.Id).LostFlushedRecords;
            Assert.Equal(lost, kinds.Contains(FindingKinds.JournalDamagedRecord));
            Assert.True(lost || kinds.Contains(FindingKinds.JournalTornTail), $"byte {offset}");
        }
    }

    [Fact]
    public async Task OpenAsync_AnyOneLineLost_OpensAndLoads()
    {
        var lines = Read(RecordedShard.Bytes).Lines;
        foreach (var line in lines)
        {
            var bytes = RecordedShard.Bytes.ToArray();
            bytes[line.Offset] = 0;
            await using var store = Store(bytes);
            var report = await store.OpenAsync();

            Assert.Equal(lines.Count - 1, Read(bytes).Lines.Count);
            Assert.Contains(report.Findings,
                finding => finding.Kind is FindingKinds.JournalDamagedRecord or FindingKinds.JournalTornTail);
            foreach (var session in RecordedShard.Sessions) await TextsAsync(store, session);
        }
    }

    private static void AssertReadsIntactLines(byte[] bytes, string what)
    {
        var shard = Read(bytes);
        var expected = ShardExpectation.Of(bytes, RecordedShard.Name.Id);
        Assert.True(expected.Numbers.Where(number => number > 1).Order()
            .SequenceEqual(shard.Lines.Select(line => line.Number)), what);
        Assert.True(expected.LostFlushedRecords == shard.LostFlushedRecords, what);
    }

    private static async Task<IReadOnlyList<string>> AssertShowsIntactRecordsAsync(byte[] bytes, string what)
    {
        var expected = ShardExpectation.Of(bytes, RecordedShard.Name.Id);
        await using var store = Store(bytes);
        var report = await store.OpenAsync();
        foreach (var session in RecordedShard.Sessions)
        {
            var (wanted, found) = (expected.TextsOf(session), await TextsAsync(store, session));
            Assert.True(
                wanted is null == found is null && (wanted ?? []).SequenceEqual(found ?? []), $"{what}, {session}");
        }

        return [.. report.Findings.Select(finding => finding.Kind)];
    }

    private static InMemoryFileSystem Disk(byte[] bytes)
    {
        var disk = new InMemoryFileSystem();
        disk.Seed($"/store/_journal/{RecordedShard.FileName}", bytes);
        return disk;
    }

    private static FileSessionStore Store(byte[] bytes) => new(
        new() { Directory = "/store" }, new() { FileSystem = Disk(bytes) });

    private static ShardContent Read(byte[] bytes) =>
        JournalReader.Read(Disk(bytes), $"/store/_journal/{RecordedShard.FileName}", RecordedShard.Name);

    private static async Task<string[]?> TextsAsync(FileSessionStore store, string session) =>
        (await store.LoadAsync(SessionId.Parse(session)))?.Messages.Select(message => message.Text).ToArray();
}
