using SessionPersistence.Storage;

namespace SessionPersistence.Tests.FileStore;

public sealed class LinkedFileTests : IAsyncDisposable
{
    private const string Document = "/store/a.json";
    private const string Target = "/elsewhere/a.json";

    private static readonly SessionId Id = SessionId.Parse("a");

    private readonly StoreRig _rig = new();

    [Fact]
    public async Task Open_DocumentIsALink_IsTakenAndUnreadableAndStays()
    {
        await CreateAsync("one", "two");
        LinkDocument();

        var report = await _rig.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind == FindingKinds.LinkedFile);
        Assert.Equal(("a.json", Id), (finding.Path, finding.SessionId));
        await AssertRefusedAsync(() => _rig.Store.LoadAsync(Id));
        await AssertRefusedAsync(() => _rig.AppendAsync(Id, "three"));
        await Assert.ThrowsAsync<SessionExistsException>(() => _rig.CreateAsync("a"));
        await _rig.Store.CheckpointAsync();
        await _rig.Store.DisposeAsync();
        AssertLinkStands();
    }

    [Fact]
    public async Task Open_FileIsBackInThePlaceOfTheLink_HasEveryRecord()
    {
        await CreateAsync("one");
        var old = Bytes(Document);
        await _rig.OpenAsync();
        await _rig.AppendAsync(Id, "in the journal only");
        _rig.Disk = _rig.Disk.ProcessKill();
        LinkDocument();
        await _rig.OpenAsync();
        await _rig.Store.CheckpointAsync();
        await _rig.Store.DisposeAsync();

        _rig.Disk.Seed(Document, old);
        await _rig.OpenAsync();

        Assert.Equal(["one", "in the journal only"], await _rig.TextsAsync(Id));
    }

    [Fact]
    public async Task Open_LinkThatLeadsNowhere_TakesTheIdToo()
    {
        _rig.Disk.SeedLink(Document, "../gone/a.json");

        var report = await _rig.OpenAsync();

        Assert.Single(report.Findings, found => found.Kind == FindingKinds.LinkedFile);
        await Assert.ThrowsAsync<SessionExistsException>(() => _rig.CreateAsync("a"));
        Assert.Null(_rig.Disk.FindEntry("/gone"));
    }

    [Fact]
    public async Task Delete_DocumentIsALink_RemovesTheLinkOnlyAndSaysSo()
    {
        await CreateAsync("one");
        LinkDocument();
        await _rig.OpenAsync();

        Assert.True(await _rig.Store.DeleteAsync(Id));
        await _rig.Store.DisposeAsync();

        Assert.Null(_rig.Disk.FindEntry(Document));
        Assert.NotEmpty(Bytes(Target));
        Assert.Contains(_rig.Log.Entries, entry => entry.Text.Contains("was a link", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Checkpoint_LinkTookThePlaceOfTheFile_RefusesAndLosesNothing()
    {
        await CreateAsync("one");
        var old = Bytes(Document);
        await _rig.OpenAsync();
        await _rig.AppendAsync(Id, "two");
        LinkDocument();

        var error = await Assert.ThrowsAnyAsync<SessionPersistenceException>(() => _rig.Store.CheckpointAsync(Id));

        Assert.Contains("link", error.Message, StringComparison.Ordinal);
        AssertLinkStands();
        _rig.Disk.Seed(Document, old);
        await _rig.KillAndOpenAsync();
        Assert.Equal(["one", "two"], await _rig.TextsAsync(Id));
    }

    [Theory]
    [InlineData("/store/a.json.bak")]
    [InlineData("/store/a.json.bak.2")]
    [InlineData("/store/_index.json")]
    public async Task Open_OtherFileIsALink_IsToldAndStaysAndTheSessionWorks(string path)
    {
        await CreateAsync("one");
        _rig.Disk.Seed(Target, "not ours");
        _rig.Disk.SeedLink(path, Target);

        var report = await _rig.OpenAsync();
        await _rig.AppendAsync(Id, "two");
        await _rig.Store.CheckpointAsync();
        await _rig.Store.DisposeAsync();

        Assert.Single(report.Findings, found => found.Kind == FindingKinds.LinkedFile && path.EndsWith(
            found.Path!, StringComparison.Ordinal));
        Assert.Equal(FileSystemEntryKind.Other, _rig.Disk.FindEntry(path)?.Kind);
        Assert.Equal("not ours", Tests.Testing.Disk.Text(_rig.Disk, Target));
    }

    [Theory]
    [InlineData("_journal")]
    [InlineData("_quarantine")]
    [InlineData("_deleted")]
    [InlineData("store.lock")]
    [InlineData("_deleted.jsonl")]
    public async Task Open_WhatAStoreNeedsIsALink_DoesNotOpenAndNamesIt(string name)
    {
        await CreateAsync("one");
        _rig.Disk.SeedDirectory("/elsewhere/it");
        _rig.Disk.SeedLink($"/store/{name}", "../elsewhere/it");

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(_rig.OpenAsync);

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("itself in its place.", error.Message, StringComparison.Ordinal);
        Assert.Empty(_rig.Disk.ListDirectory("/elsewhere/it"));
        Assert.Equal(FileSystemEntryKind.Other, _rig.Disk.FindEntry($"/store/{name}")?.Kind);
    }

    [Fact]
    public async Task Open_TheDirectoryItselfIsALink_IsTheDirectory()
    {
        _rig.Disk.SeedDirectory("/real");
        _rig.Disk.SeedLink("/store", "real");

        await CreateAsync("one");
        await _rig.OpenAsync();

        Assert.Equal(["one"], await _rig.TextsAsync(Id));
        Assert.NotNull(_rig.Disk.FindEntry("/real/a.json"));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private async Task CreateAsync(params string[] texts)
    {
        await _rig.OpenAsync();
        await _rig.CreateAsync("a");
        foreach (var text in texts) await _rig.AppendAsync(Id, text);
        await _rig.Store.DisposeAsync();
    }

    private void LinkDocument()
    {
        _rig.Disk.Seed(Target, Bytes(Document));
        _rig.Disk.SeedLink(Document, "../elsewhere/a.json");
    }

    private void AssertLinkStands()
    {
        Assert.Equal(FileSystemEntryKind.Other, _rig.Disk.FindEntry(Document)?.Kind);
        Assert.NotEmpty(Bytes(Target));
    }

    private byte[] Bytes(string path)
    {
        using var file = _rig.Disk.OpenFile(path);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }

    private static async Task AssertRefusedAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<SessionPersistenceException>(call);
        Assert.Contains("a.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("link", error.Message, StringComparison.Ordinal);
    }
}
