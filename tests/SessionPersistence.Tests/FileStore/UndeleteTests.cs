using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Deletions that can be undone, and files that a deletion does not name.</summary>
public sealed class UndeleteTests
{
    private static readonly DeleteOptions _kept = new() { KeepFor = TimeSpan.FromDays(30), Reason = "asked for" };

    private static SessionId Id => BackupRig.Id;

    [Fact]
    public async Task Delete_KeepFor_KeepsDocumentAndJournalTail()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.CheckpointAsync();
        await rig.Store.AppendAsync(Id, BackupRig.Messages("two"));

        await rig.Store.DeleteAsync(Id, _kept);
        await rig.ReopenAsync();

        Assert.Empty(rig.Names("s1."));
        Assert.Single(rig.Names("_deleted/s1."));
        var deletion = Assert.Single(await Ledger(rig).FindAsync(Id));
        Assert.Equal((true, "asked for", deletion.DeletedAt + TimeSpan.FromDays(30)),
            (deletion.CanRestore, deletion.Reason, deletion.KeptUntil));
        await Ledger(rig).RestoreAsync(deletion);
        Assert.Equal(["one", "two"], await rig.TextsAsync());
    }

    [Fact]
    public async Task Delete_KeepForOfASessionThatCannotBeRead_DeletesNothing()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.ReopenAsync();
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", "{\"session_id\":\"s1\",\"mess");
        await rig.Store.DisposeAsync();
        rig.Open();

        await Assert.ThrowsAsync<SessionCorruptException>(() => rig.Store.DeleteAsync(Id, _kept));

        Assert.Empty(await Ledger(rig).FindAsync(Id));
        Assert.Contains("s1.json", rig.Tree.Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kept_ItsTimeIsOver_IsRemoved_AlsoWhereTheIdWasUsedAgain(bool isUsedAgain)
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id, _kept);
        if (isUsedAgain)
            await rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true, Messages = BackupRig.Messages("new") });
        rig.Advance(TimeSpan.FromDays(29));
        Assert.Single(rig.Names("_deleted/"));

        rig.Advance(TimeSpan.FromDays(2));

        Assert.Empty(rig.Names("_deleted/"));
        Assert.False(Assert.Single(await Ledger(rig).FindAsync(Id)).CanRestore);
        Assert.Equal(isUsedAgain, await rig.Store.LoadAsync(Id) is not null);
    }

    [Fact]
    public async Task Kept_AClockThatJumped_RemovesNothing()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id, _kept);
        await rig.Store.DisposeAsync();
        rig.Time.SetClockBack(-TimeSpan.FromDays(400));
        rig.Open();
        await rig.Store.OpenAsync();

        rig.Advance(TimeSpan.FromDays(3));

        Assert.Single(rig.Names("_deleted/"));
        Assert.True(Assert.Single(await Ledger(rig).FindAsync(Id)).CanRestore);
    }

    [Fact]
    public async Task Kept_OfADeletionThatWasRefused_GoesAtTheNextStart()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.CheckpointAsync();
        using (rig.Disk.Fail(new(CrashOperationKind.Write) { PathPattern = "*.jsonl", Times = int.MaxValue }))
            await Assert.ThrowsAnyAsync<SessionPersistenceException>(() => rig.Store.DeleteAsync(Id, _kept));
        Assert.Single(rig.Names("_deleted/"));

        await rig.ReopenAsync();

        Assert.Empty(rig.Names("_deleted/"));
        Assert.Equal(["one"], await rig.TextsAsync());
    }

    // Public reports: a person puts a copy back while the deletion is under way, and the store unlinks it.
    [Theory]
    [InlineData("s1.json")]
    [InlineData("s1.json.bak")]
    public async Task Delete_TheSameBytesPutBackBeforeItIsFinished_AreNeitherRemovedNorShown(string name)
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        var bytes = rig.Bytes(name);
        await rig.Store.DeleteAsync(Id);
        rig.Disk.KillProcess();
        rig.Disk.DeleteFile($"{BackupRig.Root}/{name}");
        rig.Disk.Seed($"{BackupRig.Root}/{name}", bytes);

        rig.Open();
        var report = await rig.Store.OpenAsync();

        Assert.Equal(bytes, rig.Bytes(name));
        Assert.Equal([name], rig.Names("s1."));
        Assert.Null(await rig.Store.LoadAsync(Id));
        Assert.Empty((await rig.Store.ListAsync(new())).Items);
        var finding = Assert.Single(report.Findings, f => f.Kind == FindingKinds.DeletedSessionFile);
        Assert.Equal(name, finding.Path);
        Assert.Contains("session-persistence undelete s1", finding.Detail, StringComparison.Ordinal);
        await Ledger(rig).RestoreAsync(Assert.Single(await Ledger(rig).FindAsync(Id)));
        Assert.Equal(name == "s1.json" ? ["one"] : ["one", "two"], await rig.TextsAsync());
    }

    [Fact]
    public async Task Delete_AFileOfTwoNames_GoesUnderBothAfterACrashBetween()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.CheckpointAsync();
        Assert.True(rig.Disk.TryLinkFile($"{BackupRig.Root}/s1.json", $"{BackupRig.Root}/s1.json.bak"));
        await rig.ReopenAsync();
        await rig.Store.DeleteAsync(Id);
        using (rig.Disk.Fail(new(CrashOperationKind.Delete, FaultEffect.NotApplied) { PathPattern = "s1.json.bak",
            Times = int.MaxValue }))
        {
            rig.Advance(TimeSpan.FromMinutes(1));
            rig.Disk.KillProcess();
        }

        rig.Open();
        await rig.Store.OpenAsync();

        Assert.Empty(rig.Names("s1."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Undelete_AFileThatTheDeletionDoesNotName_BecomesASession(bool standalone)
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.Store.CheckpointAsync();
        var bytes = rig.Bytes("s1.json");
        await rig.Store.DeleteAsync(Id);
        await rig.Store.DisposeAsync();
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", bytes);
        var ledger = new DeletionLedger(BackupRig.Root, new() { FileSystem = rig.Disk, TimeProvider = rig.Time });
        if (!standalone)
        {
            rig.Open();
            ledger = Ledger(rig);
        }

        var deletion = Assert.Single(await ledger.FindAsync(Id));
        Assert.True(deletion.CanRestore);
        await ledger.RestoreAsync(deletion);

        if (standalone) rig.Open();
        Assert.Equal(["one", "two"], await rig.TextsAsync());
        await rig.ReopenAsync();
        Assert.Equal(["one", "two"], await rig.TextsAsync());
        Assert.Single(await Ledger(rig).FindAsync(Id));
        Assert.DoesNotContain((await rig.Store.OpenAsync()).Findings, f => f.Kind == FindingKinds.DeletedSessionFile);
    }

    // The file stays under the name of the new life until its first checkpoint; it is no other program's write.
    [Fact]
    public async Task Undelete_AFilePutThere_KilledBeforeTheCheckpoint_IsToldAsTheFileOfADeletedSession()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.CheckpointAsync();
        var bytes = rig.Bytes("s1.json");
        await rig.Store.DeleteAsync(Id);
        await rig.Store.DisposeAsync();
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", bytes);
        rig.Open();
        await Ledger(rig).RestoreAsync(Assert.Single(await Ledger(rig).FindAsync(Id)));

        await using var next = new FileSessionStore(
            rig.Options, new() { FileSystem = rig.Disk.ProcessKill(), TimeProvider = rig.Time });
        var finding = Assert.Single((await next.OpenAsync()).Findings, found => found.SessionId == Id);

        Assert.Equal(FindingKinds.DeletedSessionFile, finding.Kind);
        Assert.Contains("that was deleted", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("_quarantine/", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undelete_ThenDeletedAgain_IsGoneForGood()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id, _kept);
        await Ledger(rig).RestoreAsync((await Ledger(rig).FindAsync(Id))[0]);

        Assert.True(await rig.Store.DeleteAsync(Id));
        await rig.ReopenAsync();

        Assert.Null(await rig.Store.LoadAsync(Id));
        Assert.Empty(rig.Names("s1."));
        Assert.Equal([true, false], (await Ledger(rig).FindAsync(Id)).Select(deletion => deletion.CanRestore));
    }

    // A file that cannot be read is no reason to show a deleted session.
    [Fact]
    public async Task Delete_AnUnreadableFilePutThere_IsToldAndNotShown()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id);
        await rig.ReopenAsync();
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", "{\"session_id\":\"s1\",\"mess");
        await rig.Store.DisposeAsync();
        rig.Open();

        var report = await rig.Store.OpenAsync();

        Assert.Null(await rig.Store.LoadAsync(Id));
        Assert.Contains(report.Findings, f => f.Kind == FindingKinds.DeletedSessionFile && f.SessionId == Id);
    }

    [Fact]
    public async Task Delete_KeepForWhereTheDirectoryIsALink_DeletesNothing()
    {
        using var folder = TempFolder.ForCaller();
        using var elsewhere = TempFolder.ForCaller("elsewhere");
        await using var store = new FileSessionStore(new() { Directory = folder.Root });
        await store.CreateAsync(new() { Id = Id, Messages = BackupRig.Messages("one") });
        Directory.CreateSymbolicLink(folder.PathOf("_deleted"), elsewhere.Root);

        var refused = await Assert.ThrowsAsync<SessionWriteException>(() => store.DeleteAsync(Id, _kept));

        Assert.Equal(WriteOutcome.NotDone, refused.Outcome);
        Assert.NotNull(await store.LoadAsync(Id));
        Assert.Empty(elsewhere.Names());
    }

    // The change time of a real file moves with each of its names.
    [Fact]
    public async Task Delete_OnARealDirectory_RemovesAllThatItNames_AlsoAfterAKill()
    {
        using var folder = TempFolder.ForCaller();
        await using (var store = new FileSessionStore(new() { Directory = folder.Root }))
        {
            var created = await store.CreateAsync(new() { Id = Id, Messages = BackupRig.Messages("one", "two") });
            await store.RewriteAsync(Id, [created.Messages[0]], RewriteReason.Undo, created.Revision);
            await store.CheckpointAsync();
            File.AppendAllText(folder.PathOf("s1.json"), " ");
            await store.AppendAsync(Id, BackupRig.Messages("three"));
            await store.CheckpointAsync();
            Assert.Single(Directory.EnumerateFiles(folder.PathOf("_quarantine")));

            Assert.True(await store.DeleteAsync(Id, _kept));
        }

        Assert.DoesNotContain(folder.Names(), name => name.StartsWith("s1.", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(folder.PathOf("_quarantine")));
        await using var again = new FileSessionStore(new() { Directory = folder.Root });
        var ledger = again.Deletions;
        var restored = await ledger.RestoreAsync(Assert.Single(await ledger.FindAsync(Id)));
        Assert.Equal(["one", "three"], restored.Messages.Select(message => message.Text));
    }

    [Fact]
    public void Stamp_OfAFileThatWasReplacedByItsCopy_IsAnother()
    {
        using var folder = TempFolder.ForCaller();
        var (disk, path) = (new PhysicalFileSystem(), folder.PathOf("a.json"));
        File.WriteAllText(path, "one");
        var before = FileStamp.Of(disk.FindEntry(path)!.Value);
        File.Copy(path, path + ".copy");
        File.SetLastWriteTimeUtc(path + ".copy", before.LastWriteTime.UtcDateTime);

        File.Move(path + ".copy", path, overwrite: true);

        var after = FileStamp.Of(disk.FindEntry(path)!.Value);
        Assert.Equal((before.Length, before.LastWriteTime), (after.Length, after.LastWriteTime));
        Assert.NotEqual(before, after);
    }

    private static DeletionLedger Ledger(BackupRig rig) =>
        rig.Store.Deletions;
}
