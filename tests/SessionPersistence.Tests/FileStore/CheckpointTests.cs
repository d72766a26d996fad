using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Journal;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Documents behind the journal: when they are written, what it costs, and what a failing one does to the
/// others.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public async Task Checkpoint_AfterAppends_IsTheDocumentThatAWholeWriteMakes()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s");
        await rig.Store.CheckpointAsync(id);
        await rig.AppendAsync(id, "1");
        await using (var turn = await rig.Store.BeginTurnAsync(id, [SessionMessage.User("2")]))
        {
            await rig.Store.CheckpointAsync(id);
            await turn.CompleteAsync([SessionMessage.Assistant("3")]);
        }

        await rig.Store.UpdateMetadataAsync(id, metadata => metadata with { Title = "T" });
        await rig.Store.CheckpointAsync(id);

        var file = rig.Bytes("s.json");
        var read = SomeDocument.Read(file, id).Document!;
        Assert.Equal(["1", "2", "3"], read.Messages.Select(m => SessionMessage.FromTrusted(m).Text));
        Assert.Equal("T", read.Head.ToMetadata().Title);
        Assert.Equal(Encoding.UTF8.GetString(DocumentWriter.Write(read.Head, read.Messages).Bytes.Span),
            Encoding.UTF8.GetString(file));
    }

    [Fact]
    public async Task Checkpoint_UnknownMembersBehindTheMessages_StayAsTheyAre()
    {
        await using var rig = new StoreRig();
        rig.Disk.Seed(
            "/store/s.json", """{"session_id":"s","messages":[],"tool_calls":[{"n":1.50}],"zeta":{"kept":1e2}}""");
        await rig.OpenAsync();
        var id = SessionId.Parse("s");
        for (var n = 1; n <= 3; n++)
        {
            await rig.AppendAsync(id, $"{n}");
            await rig.Store.CheckpointAsync(id);
        }

        var file = Encoding.UTF8.GetString(rig.Bytes("s.json"));

        Assert.Contains(",\n  \"tool_calls\": [{\"n\":1.50}],\n  \"zeta\": {\"kept\":1e2},\n  \"_crc\"", file,
            StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], await rig.TextsAsync(id));
    }

    [Fact]
    public async Task Settle_ManySessions_WritesEachDocumentOnce()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        for (var n = 0; n < 20; n++)
        {
            var id = await rig.CreateAsync($"s{n}");
            for (var i = 0; i < 5; i++) await rig.AppendAsync(id, $"{i}");
        }

        rig.Settle();

        var published = rig.Disk.Trace.Where(o => o.Kind == CrashOperationKind.Publish && o.Matches("/store/s*.json"))
            .Select(o => o.Destination).ToList();
        Assert.Equal(20, published.Count);
        Assert.Equal(20, published.Distinct().Count());
    }

    [Fact]
    public async Task Step_OneDocumentHangs_TheOtherLaneWritesTheOthers()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        foreach (var id in (string[])["a", "b", "c"]) await rig.CreateAsync(id);
        rig.Advance(TimeSpan.Zero);
        using var hanging = rig.Disk.Fail(
            new(CrashOperationKind.Flush, FaultEffect.Hangs) { PathPattern = "/store/.a.json.*" });

        var first = Task.Run(rig.Step);
        Assert.True(await Task.Run(() => hanging.WaitUntilStruck(JournalRig.Patience)));
        Assert.Null(rig.Disk.FindEntry("/store/b.json"));
        rig.Step();

        Assert.NotNull(rig.Disk.FindEntry("/store/b.json"));
        Assert.NotNull(rig.Disk.FindEntry("/store/c.json"));
        Assert.Null(rig.Disk.FindEntry("/store/a.json"));
        hanging.Release();
        Assert.True(await first.WaitAsync(JournalRig.Patience));
        Assert.NotNull(rig.Disk.FindEntry("/store/a.json"));
    }

    [Fact]
    public async Task Advance_DocumentsOfOthersFail_AreTriedAgainAndHoldNobodyUp()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var (bad, good) = (await rig.CreateAsync("bad"), await rig.CreateAsync("good"));
        using (rig.Disk.Fail(
            new(CrashOperationKind.Write) { PathPattern = "/store/.bad.json.*", Times = int.MaxValue }))
        {
            rig.Advance(TimeSpan.FromSeconds(2));
            await rig.AppendAsync(good, "1");
            rig.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Null(rig.Disk.FindEntry("/store/bad.json"));
        Assert.Equal(["1"], rig.TextsOfDocument(good));
        rig.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(rig.TextsOfDocument(bad));
    }

    [Fact]
    public async Task Advance_SessionNeverRests_IsWrittenWhenItsTailIsLarge()
    {
        await using var rig = new StoreRig(maxShardBytes: 64 * 1024);
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s");
        for (var n = 0; n < 100; n++)
        {
            await rig.AppendAsync(id, new('x', 500));
            rig.Advance(TimeSpan.FromMilliseconds(10));
        }

        var lengths = rig.DocumentLengths("s");

        // The floor is 4 KiB here; from there on each one is about twice the one before.
        Assert.InRange(lengths.Count, 3, 6);
        Assert.All(lengths.Zip(lengths.Skip(1)), pair => Assert.True(pair.Second >= 1.5 * pair.First));
    }

    [Fact]
    public async Task Advance_JournalNeedsRoom_SessionsThatHoldTheOldestShardAreWritten()
    {
        await using var rig = new StoreRig(maxShardBytes: 16 * 1024);
        await rig.OpenAsync();
        var quiet = await rig.CreateAsync("quiet");
        var busy = await rig.CreateAsync("busy");
        await rig.AppendAsync(quiet, "1");
        for (var n = 0; n < 200; n++)
        {
            // All in less than the second of rest that the quiet one would wait for.
            await rig.AppendAsync(busy, new('x', 600));
            rig.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(["1"], rig.TextsOfDocument(quiet));
        Assert.DoesNotContain("1", rig.JournalNames());
        Assert.InRange(rig.JournalNames().Length, 1, 6);
    }

    [Fact]
    public async Task Advance_MemoryNeedsRoom_LargestTailsAreWritten()
    {
        // The budget is four shards, and no tail alone is large.
        await using var rig = new StoreRig(maxShardBytes: 16 * 1024);
        await rig.OpenAsync();
        var ids = new List<SessionId>();
        for (var n = 0; n < 125; n++) ids.Add(await rig.CreateAsync($"s{n:000}"));
        rig.Settle();
        foreach (var id in ids) await rig.AppendAsync(id, new('x', 300));
        await rig.AppendAsync(ids[42], new('y', 150));

        rig.Advance(TimeSpan.Zero);

        Assert.Equal(
            ["s042"], rig.Disk.Trace.Where(o => o.Kind == CrashOperationKind.Replace && o.Matches("/store/s*.json"))
            .Select(o => Path.GetFileNameWithoutExtension(o.Destination!)).Distinct().Take(1));
    }

    [Fact]
    public async Task Open_DocumentCouldNotBeWritten_IsWrittenLater()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s");
        await rig.AppendAsync(id, "1");
        rig.Disk = rig.Disk.ProcessKill();
        using (rig.Disk.Fail(new(CrashOperationKind.Write) { PathPattern = "/store/.s.json.*", Times = int.MaxValue }))
            await rig.OpenAsync();

        rig.Settle();

        Assert.Equal(["1"], rig.TextsOfDocument(id));
    }

    [Fact]
    public async Task Checkpoint_IsMeasured()
    {
        await using var rig = new StoreRig(maxShardBytes: 1);
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s");
        var turn = await rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")]);
        rig.Settle();
        Assert.Equal(rig.Bytes("s.json").Length, rig.Meters.SumOf("session_persistence.checkpoint.size"));
        Assert.Equal(1, rig.Meters.Observe("session_persistence.open_turns"));

        await rig.CreateAsync("other");
        rig.Settle();

        Assert.True(rig.Meters.SumOf("session_persistence.journal.retired_shards") > 0);
        Assert.True(rig.Meters.SumOf("session_persistence.journal.carried_records") > 0);
        await turn.CompleteAsync([]);
        Assert.Equal(0, rig.Meters.Observe("session_persistence.open_turns"));
    }
}
