using System.Globalization;
using System.Text.Json;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What is in the index, when it is written, and that it mends itself.</summary>
public sealed class IndexTests
{
    private const string Path = "/store/_index.json";
    private static readonly TimeSpan UntilWritten = TimeSpan.FromSeconds(40);

    public static TheoryData<string, string[]> WrongIndexes => new()
    {
        { "", [FindingKinds.IndexDamaged] },
        { "{}", [FindingKinds.IndexDamaged] },
        { "[1, null, {\"title\":\"x\"}]",
            [FindingKinds.IndexDamaged, FindingKinds.IndexMissingEntry, FindingKinds.IndexMissingEntry] },
        { "[]", [FindingKinds.IndexMissingEntry, FindingKinds.IndexMissingEntry] },
        { "[{\"session_id\":\"a\"},{\"session_id\":\"b\"}]", [] },
        { "[{\"session_id\":\"a\",\"title\":5},{\"session_id\":\"b\"},{\"session_id\":\"gone\"}]",
            [FindingKinds.IndexMissingFile] },
        { "[{\"session_id\":\"a\"}]", [FindingKinds.IndexMissingEntry] },
    };

    [Theory]
    [MemberData(nameof(WrongIndexes))]
    public async Task Open_WrongIndex_IsAFindingAndMendedByTheNextWrite(string text, string[] kinds)
    {
        var disk = new InMemoryFileSystem();
        await using (var store = await CreatedAsync(disk, "a", "b"))
        {
        }

        // What is covered by documents leaves the journal at the next start.
        await using (var store = NewStore(disk)) await store.OpenAsync();

        disk.Seed(Path, text);
        await using (var store = NewStore(disk))
        {
            var report = await store.OpenAsync();

            Assert.Equal(kinds, report.Findings.Select(finding => finding.Kind));
            Assert.All(report.Findings,
                finding => Assert.Equal((FindingCategory.Ok, "_index.json"), (finding.Category, finding.Path)));
            Assert.Equal(["a", "b"], (await store.ListAsync(new())).Items.Select(item => item.Title).Order());
        }

        // Only the heads of the documents were read.
        Assert.Equal(["a", "b"], Rows(disk).Select(Id).Order());
        Assert.All(Rows(disk), row => Assert.True(row.TryGetProperty("inode", out _)));
    }

    // The row is all that says what the session was.
    [Fact]
    public async Task Reopen_FileIsGoneAndTheJournalHasTheLastWrites_StillListsTitleAndCount()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = SessionId.Parse("tail");
        await rig.Store.CreateAsync(new() { Id = id, Title = "Title", Messages = [SessionMessage.User("one")] });
        await rig.ReopenAsync();
        await rig.ReopenAsync();
        await rig.AppendAsync(id, "two");
        rig.Disk = rig.Disk.ProcessKill();
        rig.Disk.DeleteFile("/store/tail.json");

        for (var start = 0; start < 3; start++)
        {
            await rig.OpenAsync();
            var listed = Assert.Single((await rig.Store.ListAsync(new())).Items);
            Assert.Equal(("Title", 2), (listed.Title, listed.MessageCount));
            Assert.NotNull(listed.Fault);
            await rig.Store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_NoIndex_IsToldAndMade()
    {
        var disk = new InMemoryFileSystem();
        await using (var store = await CreatedAsync(disk, "a"))
        {
        }

        // What is covered by documents leaves the journal at the next start.
        await using (var store = NewStore(disk)) await store.OpenAsync();
        disk.DeleteFile(Path);
        await using (var store = NewStore(disk))
        {
            var finding = Assert.Single((await store.OpenAsync()).Findings);
            Assert.Equal((FindingKinds.IndexMissing, FindingCategory.Ok, "_index.json"),
                (finding.Kind, finding.Category, finding.Path));
        }

        Assert.Equal(["a"], Rows(disk).Select(Id));
        await using var again = NewStore(disk);
        Assert.Empty((await again.OpenAsync()).Findings);
    }

    [Fact]
    public async Task Open_AFileIsGoneAndNothingElseHasIt_TheIndexTellsWhatItWas()
    {
        var disk = new InMemoryFileSystem();
        await using (var store = await CreatedAsync(disk, "a"))
        {
            await store.AppendAsync(
                SessionId.Parse("a"), [SessionMessage.User("one"), SessionMessage.Assistant("two")]);
        }

        await using (var store = NewStore(disk)) await store.OpenAsync();
        disk.DeleteFile("/store/a.json");
        await using (var store = NewStore(disk))
        {
            var finding = Assert.Single((await store.OpenAsync()).Findings);
            Assert.Equal(FindingKinds.IndexMissingFile, finding.Kind);
            Assert.Contains("with 3 messages", finding.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Close_IndexOfMoreThanAStep_IsWrittenInStepsAndBelieved()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        for (var i = 0; i < 1000; i++) await rig.CreateAsync($"s{i:d4}");

        await rig.ReopenAsync();

        var steps = rig.Disk.Trace.Where(operation =>
            operation.Kind == CrashOperationKind.Write && operation.Matches("/store/._index.json.*")).ToList();
        Assert.All(steps, step => Assert.InRange(step.Size, 1, 1024 * 1024));
        Assert.Equal(rig.Bytes("_index.json").Length, steps.Sum(step => (long)step.Size));
        Assert.InRange(steps.Count, 2, 3);
        Assert.Equal(1000, SessionIndex.Read(new(rig.Disk, "/store")).RowCount);
        Assert.Empty((await rig.ReopenAsync()).Findings);
    }

    [Fact]
    public async Task Open_ADirectoryInThePlaceOfTheIndex_OpensAllTheSame()
    {
        var disk = new InMemoryFileSystem();
        await using (var store = await CreatedAsync(disk, "a"))
        {
        }

        disk.DeleteFile(Path);
        disk.CreateDirectory(Path);
        var log = new CapturedLog();
        await using (var store = NewStore(disk, log: log))
        {
            Assert.Equal(
                [FindingKinds.IndexDamaged], (await store.OpenAsync()).Findings.Select(finding => finding.Kind));
            Assert.Equal(2, (await store.AppendAsync(SessionId.Parse("a"), [SessionMessage.User("b")])).Revision);
        }

        Assert.Equal(1, log.CountOf(EventIds.IndexNotWritten));
    }

    [Fact]
    public async Task Index_IsAListThatTheReferenceReads_NewestFirst()
    {
        var disk = new InMemoryFileSystem();
        var time = new SteppedTime();
        await using (var store = await CreatedAsync(disk, time, "b", "a", "c"))
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await store.AppendAsync(SessionId.Parse("b"), [SessionMessage.User("b")]);
            await store.DeleteAsync(SessionId.Parse("c"));
        }

        var rows = Rows(disk);
        Assert.Equal(["b", "a"], rows.Select(Id));
        Assert.Equal([2, 1], rows.Select(row => row.GetProperty("message_count").GetInt32()));
        Assert.All(rows, row => Assert.Equal(JsonValueKind.Number, row.GetProperty("updated_at").ValueKind));
    }

    // A session without a file is none to other programs, one whose turn is open is not finished, and a damaged one
    // cannot be read.
    [Fact]
    public async Task Index_ListsWhatHasAReadableFile()
    {
        await using var rig = new StoreRig();
        rig.Disk.Seed("/store/bad.json", "{");
        rig.Disk.Seed("/store/export.json", "[]");
        await rig.OpenAsync();
        var open = await rig.CreateAsync("open");
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        await rig.Store.BeginTurnAsync(open, [SessionMessage.User("a")]);
        rig.Time.Advance(UntilWritten);

        var row = Assert.Single(Rows(rig.Disk));
        Assert.Equal(("open", 1), (Id(row), row.GetProperty("message_count").GetInt32()));
        Assert.False(row.TryGetProperty("mtime", out _));
    }

    [Fact]
    public async Task Writes_OfHalfAMinute_ShareOneIndex()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        for (var i = 0; i < 25; i++)
        {
            await rig.AppendAsync(id, "b");
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, IndexWrites(rig.Disk));
        rig.Time.Advance(UntilWritten);
        Assert.Equal(1, IndexWrites(rig.Disk));
        rig.Time.Advance(UntilWritten);
        Assert.Equal(1, IndexWrites(rig.Disk));
    }

    // WEAKNESSES.md, W-48: every save rewrites the whole index.
    [Fact]
    public async Task W48_a_large_index_is_written_the_more_seldom()
    {
        const int sessions = 2_000, seconds = 400;
        var disk = new InMemoryFileSystem();
        var time = new SteppedTime();
        await using (var filling = await CreatedAsync(disk, time,
            [.. Enumerable.Range(0, sessions).Select(i => string.Create(CultureInfo.InvariantCulture, $"s{i}"))]))
        {
        }

        var recording = new RecordingFileSystem(disk, "/store");
        await using var store = NewStore(recording, time);
        for (var i = 0; i < seconds; i++)
        {
            await store.AppendAsync(SessionId.Parse("s5"), [SessionMessage.User("draft")]);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var written = recording.Calls.Count(call => call == "replace _index.json")
            * FileContent.Read(disk, Path).LongLength;
        Assert.InRange(written / seconds, 1, 64 * 1024);
    }

    // WEAKNESSES.md, W-47: a failure of the index surfaces as the failure of a save that is durable.
    [Theory]
    [InlineData(CrashOperationKind.CreateFile)]
    [InlineData(CrashOperationKind.Write)]
    [InlineData(CrashOperationKind.Flush)]
    [InlineData(CrashOperationKind.Replace)]
    public async Task W47_an_index_that_cannot_be_written_fails_no_call_and_is_tried_again(CrashOperationKind refused)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        using (rig.Disk.Fail(new(refused) { PathPattern = "._index.json.*", Times = int.MaxValue }))
        {
            await rig.AppendAsync(id, "b");
            rig.Time.Advance(UntilWritten);
            await rig.AppendAsync(id, "c");
            await rig.Store.CheckpointAsync();

            Assert.Equal(1, rig.Log.CountOf(EventIds.IndexNotWritten));
            Assert.Equal(0, rig.Log.CountOf(EventIds.BackgroundWorkFailed));
        }

        rig.Time.Advance(UntilWritten);
        Assert.Equal(3, Rows(rig.Disk).Single().GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task W47_an_index_that_cannot_be_written_does_not_keep_the_store_from_closing()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        using (rig.Disk.Fail(new(CrashOperationKind.Flush) { PathPattern = "._index.json.*", Times = int.MaxValue }))
            await rig.Store.DisposeAsync();

        Assert.Equal((1, 0), (rig.Log.CountOf(EventIds.IndexNotWritten), rig.Log.CountOf(EventIds.CloseIncomplete)));
        Assert.Empty((await rig.OpenAsync()).Findings);
        Assert.Equal(id, (await rig.Store.ListAsync(new())).Items.Single().Id);
    }

    // WEAKNESSES.md, W-38: one file that holds no object blocks the index for good.
    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("")]
    public async Task W38_a_file_that_is_no_object_keeps_no_other_out_of_the_index(string text)
    {
        var disk = new InMemoryFileSystem();
        disk.Seed("/store/export.json", text);
        disk.Seed(Path, "[[]]");
        await using (var store = await CreatedAsync(disk, "a", "b"))
        {
        }

        Assert.Equal(["a", "b"], Rows(disk).Select(Id).Order());
    }

    // WEAKNESSES.md, W-39: recovery rebuilds the index of another directory than the one it works on.
    [Fact]
    public async Task W39_each_of_two_stores_of_a_process_writes_the_index_of_its_own_directory()
    {
        var disk = new InMemoryFileSystem();
        await using (var one = new FileSessionStore(new() { Directory = "/one" }, new() { FileSystem = disk }))
        await using (var other = new FileSessionStore(new() { Directory = "/other" }, new() { FileSystem = disk }))
        {
            await one.CreateAsync(new() { Id = SessionId.Parse("a") });
            await other.CreateAsync(new() { Id = SessionId.Parse("b") });
        }

        Assert.Equal(["a"], Rows(disk, "/one/_index.json").Select(Id));
        Assert.Equal(["b"], Rows(disk, "/other/_index.json").Select(Id));
    }

    // WEAKNESSES.md, W-40: the number of messages in the index lags one save behind.
    [Fact]
    public async Task W40_the_index_counts_the_messages_of_the_document()
    {
        var disk = new InMemoryFileSystem();
        var id = SessionId.Parse("a");
        await using (var store = await CreatedAsync(disk, "a"))
        {
        }

        for (var count = 2; count < 6; count++)
        {
            await using (var store = NewStore(disk)) await store.AppendAsync(id, [SessionMessage.User("b")]);

            Assert.Equal(count, Rows(disk).Single().GetProperty("message_count").GetInt32());
            Assert.Equal(count, JsonTokens.Messages(FileContent.Read(disk, "/store/a.json")).Count);
        }
    }

    private static int IndexWrites(CrashFileSystem disk) =>
        disk.Trace.Count(operation => operation.Kind == CrashOperationKind.Replace && operation.Destination == Path);

    private static string Id(JsonElement row) => row.GetProperty("session_id").GetString()!;

    private static List<JsonElement> Rows(DurableFileSystem disk, string path = Path) =>
        [.. JsonElement.Parse(FileContent.Read(disk, path)).EnumerateArray()];

    private static Task<FileSessionStore> CreatedAsync(InMemoryFileSystem disk, params string[] ids) =>
        CreatedAsync(disk, new SteppedTime(), ids);

    private static async Task<FileSessionStore> CreatedAsync(
        InMemoryFileSystem disk, SteppedTime time, params string[] ids)
    {
        var store = NewStore(disk, time);
        foreach (var id in ids) await store.CreateAsync(
            new() { Id = SessionId.Parse(id), Title = id, Messages = [SessionMessage.User("a")] });
        return store;
    }

    private static FileSessionStore NewStore(
        DurableFileSystem disk, SteppedTime? time = null, CapturedLog? log = null) =>
        new(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = time ?? new SteppedTime(), LoggerFactory = log });
}
