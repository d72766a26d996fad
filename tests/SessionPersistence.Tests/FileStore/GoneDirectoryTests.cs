using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Directories and files go under a store on a real disk: <c>rm -rf</c>, <c>mv</c>, <c>cp -a</c>,
/// <c>truncate</c>.</summary>
public sealed class GoneDirectoryTests : IAsyncLifetime
{
    private readonly TempFolder _folder = TempFolder.ForCaller("GoneDirectory");
    private FileSessionStore _store = null!;
    private SessionId _id;

    private string Root => _folder.PathOf("store");

    private string Journal => Path.Combine(Root, "_journal");

    public async Task InitializeAsync()
    {
        _store = NewStore();
        _id = (await _store.CreateAsync(new() { Id = SessionId.Parse("s") })).Id;
        await AppendAsync("one");
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [UnixFact]
    public async Task Append_DirectoryWasRemoved_IsUnknownAndMakesNothing()
    {
        Directory.Delete(Root, recursive: true);

        await AssertGoneAsync(Root);

        Assert.False(Directory.Exists(Root));
    }

    [UnixFact]
    public async Task Append_JournalWasRemoved_IsUnknownAndMakesNothing()
    {
        Directory.Delete(Journal, recursive: true);

        await AssertGoneAsync(Journal);

        Assert.False(Directory.Exists(Journal));
    }

    [UnixFact]
    public async Task Append_JournalWasReplacedByACopy_IsUnknownAndLeavesTheCopyAlone()
    {
        Directory.Move(Journal, Journal + ".old");
        Copy(Journal + ".old", Journal);
        var before = FilesOf(Journal);

        await AssertGoneAsync(Journal);

        Assert.Equal(before, FilesOf(Journal));
    }

    [UnixFact]
    public async Task Append_DirectoryWasReplacedByACopy_IsUnknownAndLeavesTheCopyAlone()
    {
        Directory.Move(Root, Root + ".old");
        Copy(Root + ".old", Root);
        Copy(Path.Combine(Root + ".old", "_journal"), Journal);
        var before = FilesOf(Journal);

        await AssertGoneAsync(Root);

        Assert.Equal(before, FilesOf(Journal));
        await using var next = NewStore();
        Assert.Equal(["one"], await TextsAsync(next));
    }

    [UnixFact]
    public async Task Append_ShardWasCutInPlace_LosesNothing()
    {
        using (var shard = new FileStream(
            Directory.EnumerateFiles(Journal).Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            shard.SetLength(10);
        }

        await AppendAsync("two");

        await _store.DisposeAsync();
        await using var next = NewStore();
        await next.OpenAsync();
        Assert.Equal(["one", "two"], await TextsAsync(next));
    }

    [UnixFact]
    public async Task Append_JournalIsEmptied_WritesAnewWhatItHeld()
    {
        foreach (var shard in Directory.EnumerateFiles(Journal)) File.Delete(shard);

        await AppendAsync("two");

        Assert.Equal(StoreStatus.Healthy, _store.Health.Status);
        var copy = _folder.PathOf("copy");
        Copy(Root, copy);
        Copy(Journal, Path.Combine(copy, "_journal"));
        await using var next = new FileSessionStore(new() { Directory = copy });
        Assert.Equal(["one", "two"], await TextsAsync(next));
    }

    [Theory]
    [InlineData(StoreAccess.ReadWrite)]
    [InlineData(StoreAccess.ReadOnly)]
    public async Task Open_JournalWasRemovedBetweenTwoRuns_SaysSoOnce(StoreAccess access)
    {
        await _store.DisposeAsync();
        Directory.Delete(Journal, recursive: true);
        var audit = await new RecoveryScanner(new() { Directory = Root }).ScanAsync();

        await using (var next = new FileSessionStore(new() { Directory = Root, Access = access }))
            AssertToldOnce(await next.OpenAsync());

        AssertToldOnce(audit);
        await using var again = new FileSessionStore(new() { Directory = Root });
        var told = (await again.OpenAsync()).Findings.Count(finding => finding.Kind == FindingKinds.JournalMissing);
        Assert.Equal(access == StoreAccess.ReadWrite ? 0 : 1, told);
        Assert.Equal(["one"], await TextsAsync(again));

        static void AssertToldOnce(RecoveryReport report) => Assert.Equal(FindingCategory.UnsafeToRepair,
            Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.JournalMissing).Category);
    }

    [Fact]
    public async Task Open_NothingButDocuments_SaysNothingOfAJournal()
    {
        await _store.DisposeAsync();
        var copy = _folder.PathOf("copy");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(Root, "s.json"), Path.Combine(copy, "s.json"));

        await using var store = new FileSessionStore(new() { Directory = copy });

        Assert.DoesNotContain(
            (await store.OpenAsync()).Findings, finding => finding.Kind == FindingKinds.JournalMissing);
        Assert.Equal(["one"], await TextsAsync(store));
    }

    private async Task AssertGoneAsync(string path)
    {
        var error = await Assert.ThrowsAsync<SessionWriteException>(() => AppendAsync("two"));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(StoreStatus.ReadOnly, _store.Health.Status);
        Assert.Contains(path, Assert.Single(_store.Health.Issues).Detail, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => AppendAsync("three"));
        await _store.DisposeAsync();
    }

    // Time stands still: nothing is written behind the test's back.
    private FileSessionStore NewStore() =>
        new(new() { Directory = Root, LockTimeout = TimeSpan.Zero }, new() { TimeProvider = new SteppedTime() });

    private Task<WriteResult> AppendAsync(string text) => _store.AppendAsync(_id, [SessionMessage.User(text)]);

    private async Task<string[]> TextsAsync(FileSessionStore store) =>
        [.. (await store.LoadAsync(_id))!.Messages.Select(message => message.Text)];

    private static void Copy(string source, string destination)
    {
        Directory.CreateDirectory(destination);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            if (!file.EndsWith(".lock", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
        }
    }

    private static string[] FilesOf(string directory) =>
        [.. Directory.EnumerateFiles(directory).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}")
            .Order(StringComparer.Ordinal)];
}
