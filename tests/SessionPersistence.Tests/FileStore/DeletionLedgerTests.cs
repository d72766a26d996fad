using System.Globalization;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

public sealed class DeletionLedgerTests
{
    private static SessionId Id => BackupRig.Id;

    [Fact]
    public async Task Delete_IsListed_WithTimeRevisionCountAndReason()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        var ledger = rig.Store.Deletions;
        Assert.Empty(await ListAsync(ledger));
        rig.Advance(TimeSpan.FromHours(1));

        await rig.Store.DeleteAsync(Id, new() { Reason = "asked for \"by\" its owner" });

        var deletion = Assert.Single(await ListAsync(ledger));
        Assert.Equal((Id, rig.Time.GetUtcNow(), 2, 2, "asked for \"by\" its owner"),
            (deletion.SessionId, deletion.DeletedAt, deletion.Revision, deletion.MessageCount, deletion.Reason));
    }

    [Fact]
    public async Task Deletions_SurviveTheirRecords_AndAreTheSameFromOutside()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id, new() { Reason = "first" });
        await rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true });
        rig.Advance(TimeSpan.FromHours(1));
        await rig.Store.DeleteAsync(Id);
        rig.Advance(TimeSpan.FromHours(1));
        await rig.Store.CreateAsync(new() { Id = SessionId.Parse("other") });
        await rig.Store.DeleteAsync(SessionId.Parse("other"), new() { Reason = "third" });
        var known = await ListAsync(rig.Store.Deletions);

        await rig.ReopenAsync();
        var outside = new DeletionLedger(BackupRig.Root, new() { FileSystem = rig.Disk, TimeProvider = rig.Time });

        Assert.Equal(["first", null, "third"], known.Select(deletion => deletion.Reason));
        Assert.Equal(known, await ListAsync(outside));
        Assert.Equal(known, await ListAsync(rig.Store.Deletions));
        Assert.Equal(["first", null], (await outside.FindAsync(Id)).Select(deletion => deletion.Reason));
        Assert.Empty(await outside.FindAsync(SessionId.Parse("never")));
    }

    // What is in a record and not yet in the ledger was deleted all the same.
    [Fact]
    public async Task Deletions_BehindWhichTheLedgerIs_AreListedBesideALiveOwner()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id, new() { Reason = "just now" });

        var deletion = Assert.Single(await ListAsync(
            new(BackupRig.Root, new() { FileSystem = rig.Disk, TimeProvider = rig.Time })));

        Assert.Equal("just now", deletion.Reason);
        Assert.DoesNotContain("_deleted.jsonl", rig.Tree.Names);
    }

    // WEAKNESSES.md, W-13: a save of a late writer brings a deleted session back and erases its tombstone.
    [Fact]
    public async Task W13_late_writers_and_late_turns_learn_that_the_session_was_deleted()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        var turn = await rig.Store.BeginTurnAsync(Id, BackupRig.Messages("prompt"));
        await rig.Store.DeleteAsync(Id);

        Func<Task>[] writes =
        [
            () => turn.AppendAsync(BackupRig.Messages("late")),
            () => turn.CompleteAsync(BackupRig.Messages("late")),
            () => turn.InterruptAsync("late"),
            () => rig.Store.AppendAsync(Id, BackupRig.Messages("late")),
            () => rig.Store.RewriteAsync(Id, [], RewriteReason.Clear, 2),
            () => rig.Store.UpdateMetadataAsync(Id, m => m with { Title = "late" }),
            () => rig.Store.BeginTurnAsync(Id, BackupRig.Messages("late")),
            () => rig.Store.CheckpointAsync(Id),
        ];
        foreach (var write in writes)
            Assert.True((await Assert.ThrowsAsync<SessionNotFoundException>(write)).WasDeleted);
        await Assert.ThrowsAsync<SessionDeletedException>(() => rig.Store.CreateAsync(new() { Id = Id }));
        await turn.DisposeAsync();

        await rig.ReopenAsync();
        Assert.Null(await rig.Store.LoadAsync(Id));
        Assert.Empty(rig.Names("s1."));
        Assert.Single(await ListAsync(new(BackupRig.Root, new() { FileSystem = rig.Disk, TimeProvider = rig.Time })));
    }

    [Fact]
    public async Task W13_a_late_turn_cannot_land_in_a_session_that_was_made_anew()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        var turn = await rig.Store.BeginTurnAsync(Id, BackupRig.Messages("prompt"));
        await rig.Store.DeleteAsync(Id);
        await rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true, Messages = BackupRig.Messages("new") });

        var refused = await Assert.ThrowsAsync<SessionNotFoundException>(
            () => turn.CompleteAsync(BackupRig.Messages("late")));

        Assert.True(refused.WasDeleted);
        Assert.Equal(["new"], await rig.TextsAsync());
    }

    // WEAKNESSES.md, W-14: a crash after the first step of a deletion leaves a backup and a row, which the next
    // start restores.
    [Theory]
    [InlineData(CrashOperationKind.Delete, "s1.json")]
    [InlineData(CrashOperationKind.Delete, "s1.json.bak")]
    [InlineData(CrashOperationKind.Delete, "s1.json.bak.1")]
    [InlineData(CrashOperationKind.FlushDirectory, "/store")]
    [InlineData(CrashOperationKind.Replace, "_deleted.jsonl")]
    public async Task W14_a_deletion_that_stops_anywhere_is_finished_at_the_next_start(
        CrashOperationKind kind, string path)
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        await rig.RewriteAsync(2, RewriteReason.Undo);
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        Assert.Equal(3, rig.Names("s1.json").Count());
        await rig.Store.DeleteAsync(Id);

        using (rig.Disk.Fail(new(kind, FaultEffect.NotApplied) { PathPattern = path, Times = int.MaxValue }))
        {
            rig.Advance(TimeSpan.FromMinutes(1));
            rig.Disk.KillProcess();
        }

        rig.Open();
        await rig.Store.OpenAsync();
        Assert.Null(await rig.Store.LoadAsync(Id));
        Assert.Empty(rig.Names("s1."));
        Assert.Contains("_deleted.jsonl", rig.Tree.Names);
    }

    [Fact]
    public async Task CreateAsync_TheDeletionIsUnfinishedSinceAFormerStart_WaitsForIt()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.CheckpointAsync();
        await rig.Store.DeleteAsync(Id);
        using (rig.Disk.Fail(new(CrashOperationKind.Delete, FaultEffect.NotApplied) { PathPattern = "s1.json",
            Times = int.MaxValue })) rig.Disk.KillProcess();

        rig.Open();
        using (rig.Disk.Fail(
            new(CrashOperationKind.Delete, FaultEffect.NotApplied) { PathPattern = "s1.json", Times = int.MaxValue }))
        {
            await rig.Store.OpenAsync();
            var refused = await Assert.ThrowsAsync<SessionWriteException>(
                () => rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true }));
            Assert.Equal(WriteOutcome.NotDone, refused.Outcome);
        }

        await rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true });
        Assert.Contains("_deleted.jsonl", rig.Tree.Names);
    }

    // WEAKNESSES.md, W-41: of more than 1,000 tombstones those that sort low are dropped at once.
    [Fact]
    public async Task W41_no_deletion_is_ever_forgotten_whatever_the_number()
    {
        var disk = new InMemoryFileSystem();
        var ids = Enumerable.Range(0, 1100)
            .Select(n => SessionId.Parse(string.Create(CultureInfo.InvariantCulture, $"s{9999 - n}"))).ToList();
        await using (var store = new FileSessionStore(
            new() { Directory = BackupRig.Root }, new() { FileSystem = disk }))
        {
            foreach (var id in ids) await store.CreateAsync(new() { Id = id });
            foreach (var id in ids) await store.DeleteAsync(id);
        }

        await using var again = new FileSessionStore(new() { Directory = BackupRig.Root }, new() { FileSystem = disk });
        Assert.Equal(ids.Order(), (await ListAsync(again.Deletions))
            .Select(deletion => deletion.SessionId).Order());
        await Assert.ThrowsAsync<SessionDeletedException>(() => again.CreateAsync(new() { Id = ids[^1] }));
        await Assert.ThrowsAsync<SessionDeletedException>(() => again.CreateAsync(new() { Id = ids[0] }));
    }

    // WEAKNESSES.md, W-56: a session that was wiped is cleaned up as empty although its backup is rich.
    [Fact]
    public async Task W56_an_empty_session_with_a_richer_backup_is_never_removed()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.RewriteAsync(0, RewriteReason.Clear);
        await rig.Store.CreateAsync(new() { Id = SessionId.Parse("untitled") });

        for (var starts = 0; starts < 3; starts++)
        {
            await rig.ReopenAsync();
            rig.Advance(TimeSpan.FromDays(400));
        }

        Assert.Equal(["s1.json", "s1.json.bak"], rig.Names("s1."));
        Assert.Equal(["0: one two"], await rig.GenerationsAsync());
        Assert.NotNull(await rig.Store.LoadAsync(SessionId.Parse("untitled")));
    }

    private static async Task<List<DeletedSession>> ListAsync(DeletionLedger ledger)
    {
        var deletions = new List<DeletedSession>();
        await foreach (var deletion in ledger.ListAsync()) deletions.Add(deletion);
        return deletions;
    }
}
