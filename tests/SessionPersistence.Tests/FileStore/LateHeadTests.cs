using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Documents that opening passed over, and that are not what the index said when somebody needs
/// them.</summary>
public sealed class LateHeadTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");
    private static readonly SessionId Other = SessionId.Parse("s2");

    public static TheoryData<string?> Damages => ["{", "", "5 5", null];

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("5 5")]
    public async Task Call_OnADocumentThatWasDamagedSinceOpening_SaysSoAndTouchesNothing(string damage)
    {
        await using var rig = await OpenedAsync();
        rig.Disk.Seed("/store/s1.json", damage);
        var before = DiskTree.Of(rig.Disk, "/store");

        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.LoadAsync(Id));
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.LoadMetadataAsync(Id));
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.AppendAsync(Id, "b"));
        await Assert.ThrowsAsync<SessionCorruptException>(
            () => rig.Store.BeginTurnAsync(Id, [SessionMessage.User("b")]));
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.RewriteAsync(Id, [], RewriteReason.Clear, 1));
        await Assert.ThrowsAsync<SessionCorruptException>(
            () => rig.Store.UpdateMetadataAsync(Id, m => m with { Title = "x" }));
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.FindOpenTurnAsync(Id));
        await Assert.ThrowsAsync<SessionExistsException>(() => rig.Store.CreateAsync(new() { Id = Id }));

        Assert.Empty(before.ChangesTo(DiskTree.Of(rig.Disk, "/store")));
        Assert.Equal(1, rig.Log.CountOf(EventIds.DocumentUnreadable));
        var listed = (await rig.Store.ListAsync(new())).Items.ToDictionary(item => item.Id, item => item.Fault?.Kind);
        Assert.Equal((null, FindingKinds.MalformedDocument), (listed[Other], listed[Id]));
        Assert.Equal(2, await rig.AppendAsync(Other, "b"));
    }

    [Fact]
    public async Task Scan_AfterADocumentWasDamaged_IsAFinding()
    {
        await using var rig = await OpenedAsync();
        rig.Disk.Seed("/store/s1.json", "{");
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.LoadAsync(Id));

        var report = await rig.ReopenAsync();

        Assert.Contains(
            report.Findings, finding => finding.Kind == FindingKinds.MalformedDocument && finding.SessionId == Id);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Delete_OfADocumentThatWasDamagedSinceOpening_EndsItsLife(string? damage)
    {
        await using var rig = await OpenedAsync();
        if (damage is null) rig.Disk.DeleteFile("/store/s1.json");
        else rig.Disk.Seed("/store/s1.json", damage);

        Assert.True(await rig.Store.DeleteAsync(Id));
        rig.Settle();

        Assert.Null(rig.Disk.FindEntry("/store/s1.json"));
        await Assert.ThrowsAsync<SessionDeletedException>(() => rig.Store.CreateAsync(new() { Id = Id }));
        await rig.ReopenAsync();
        Assert.Null(await rig.Store.LoadAsync(Id));
    }

    [Fact]
    public async Task Load_DeviceRefusesTheHead_FailsThatSessionOnly()
    {
        await using var rig = await OpenedAsync();
        using (rig.Disk.Fail(new(CrashOperationKind.OpenFile) { PathPattern = "s1.json", Times = int.MaxValue }))
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.Store.LoadAsync(Id));
            Assert.NotNull(await rig.Store.LoadAsync(Other));
        }

        Assert.NotNull(await rig.Store.LoadAsync(Id));
    }

    [Fact]
    public async Task Load_NewerFormatSinceOpening_SaysSo()
    {
        await using var rig = await OpenedAsync();
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","format":2,"life":"0123456789abcdef","revision":1,"message_count":0,"messages":[]}""");

        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.LoadAsync(Id));

        Assert.NotNull(await rig.Store.LoadAsync(Other));
    }

    [Fact]
    public async Task FirstTouch_WrittenByAnotherProgramSinceOpening_ShowsAndAdoptsWhatItWrote()
    {
        await using var rig = await OpenedAsync();
        Assert.Equal(1, (await rig.Store.ListAsync(new())).Items.Single(item => item.Id == Id).Revision);
        rig.Disk.Seed("/store/s1.json", """{"session_id":"s1","title":"foreign","updated_at":4102444800,"messages":[{"role":"user","content":"x"},{"role":"user","content":"y"}]}""");

        // The list shows what was there when the store was opened; a write that relies on it conflicts.
        await Assert.ThrowsAsync<SessionConflictException>(
            () => rig.Store.RewriteAsync(Id, [], RewriteReason.Clear, 1));
        Assert.Equal((2, "foreign"),
            (await rig.Store.LoadMetadataAsync(Id)) is { } metadata ? (metadata.Revision, metadata.Title) : default);
        Assert.Equal(Id, (await rig.Store.ListAsync(new())).Items[0].Id);
        await rig.AppendAsync(Id, "z");

        Assert.Equal(["x", "y", "z"], await rig.TextsAsync(Id));
        await rig.ReopenAsync();
        Assert.Equal(["x", "y", "z"], await rig.TextsAsync(Id));
    }

    // Writing on would make final what the file lacks; the next start looks what there is elsewhere.
    [Fact]
    public async Task FirstTouch_OlderDocumentPutBackSinceOpening_WaitsForTheNextStart()
    {
        await using var rig = await OpenedAsync();
        var older = DiskTree.Of(rig.Disk, "/store")["s1.json"];
        await rig.AppendAsync(Id, "b");
        await rig.AppendAsync(Id, "c");
        await rig.ReopenAsync();
        await rig.ReopenAsync();
        rig.Disk.Seed("/store/s1.json", older);

        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.LoadAsync(Id));
        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.AppendAsync(Id, "d"));

        var report = await rig.ReopenAsync();
        Assert.Equal([FindingKinds.DocumentOutdated], report.Findings.Select(finding => finding.Kind));
        Assert.Equal(5, await rig.AppendAsync(Id, "d"));
        Assert.Equal(["a", "d"], await rig.TextsAsync(Id));
    }

    // Two sessions with documents, in a store that was just opened.
    private static async Task<StoreRig> OpenedAsync()
    {
        var rig = new StoreRig();
        await rig.OpenAsync();
        foreach (var id in new[] { Id, Other })
            await rig.Store.CreateAsync(new() { Id = id, Messages = [SessionMessage.User("a")] });
        await rig.ReopenAsync();
        return rig;
    }
}
