using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>A document that is larger than is read is no damaged one.</summary>
public sealed class TooLargeDocumentTests : IAsyncLifetime
{
    private static readonly SessionId Id = SessionId.Parse("s1");
    private readonly CrashFileSystem _disk = new();
    private readonly SteppedTime _time = new();

    public async Task InitializeAsync()
    {
        await using var store = NewStore(1 << 20);
        await store.CreateAsync(new()
        {
            Id = Id,
            Title = "Photos",
            Messages = [SessionMessage.User("one"), SessionMessage.User(new('x', 20_000))],
        });
        await store.DisposeAsync();

        // What is covered by a document leaves the journal at the next start.
        await using var next = NewStore(1 << 20);
        await next.OpenAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_DocumentOverTheLimit_HasItsMetadataAndFault(bool hasIndex)
    {
        if (!hasIndex) _disk.DeleteFile("/store/_index.json");
        await using var store = NewStore(10_000);
        if (hasIndex) await Assert.ThrowsAsync<SessionTooLargeException>(() => store.LoadAsync(Id));

        var row = Assert.Single((await store.ListAsync(new())).Items);

        Assert.Equal(("Photos", 2, FindingKinds.DocumentTooLarge), (row.Title, row.MessageCount, row.Fault?.Kind));
    }

    [Fact]
    public async Task List_ForeignDocumentOverTheLimit_HasItsMetadataAndFault()
    {
        _disk.Seed("/store/f.json", $$"""
            {"session_id":"f","title":"Theirs","created_at":1780000000,"messages":[{"role":"user","content":"{{new string('x', 20_000)}}"}]}
            """);
        await using var store = NewStore(10_000);

        var row = (await store.ListAsync(new())).Items.Single(item => item.Id.Value == "f");

        Assert.Equal(("Theirs", FindingKinds.DocumentTooLarge), (row.Title, row.Fault?.Kind));
    }

    [Fact]
    public async Task Load_DocumentOverTheLimit_NamesTheOptionAndTheSwitch()
    {
        await using var store = NewStore(10_000);

        var error = await Assert.ThrowsAsync<SessionTooLargeException>(() => store.LoadAsync(Id));

        Assert.Contains(nameof(FileSessionStoreOptions.MaxDocumentBytes), error.Message, StringComparison.Ordinal);
        Assert.Contains("--max-document-bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal((10_000, false), (error.Limit, error.IsTransient));
    }

    [Fact]
    public async Task Scan_DocumentOverTheLimit_IsNotMalformed()
    {
        var scanner = new RecoveryScanner(
            new() { Directory = "/store", MaxDocumentBytes = 10_000 },
            new() { FileSystem = _disk, TimeProvider = _time });

        var finding = Assert.Single((await scanner.ScanAsync()).Findings);

        Assert.Equal((FindingKinds.DocumentTooLarge, "s1.json"), (finding.Kind, finding.Path));
    }

    [Fact]
    public async Task Open_LimitIsRaised_ReadsItAgain()
    {
        await using (var store = NewStore(10_000)) await store.OpenAsync();

        await using var raised = NewStore(1 << 20);

        Assert.Equal(2, (await raised.LoadAsync(Id))!.Messages.Count);
        Assert.Null(Assert.Single((await raised.ListAsync(new())).Items).Fault);
    }

    private FileSessionStore NewStore(long maxDocumentBytes) =>
        new(
            new() { Directory = "/store", MaxDocumentBytes = maxDocumentBytes, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _disk, TimeProvider = _time });
}
