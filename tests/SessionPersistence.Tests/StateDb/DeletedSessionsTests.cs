using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;
using static SessionPersistence.StateDbOutcomeKind;

namespace SessionPersistence.Tests.StateDb;

/// <summary>A database does not bring back what was deleted, nor what the journal still has.</summary>
public sealed class DeletedSessionsTests
{
    private static readonly SessionId A = SessionId.Parse("a");

    [Fact]
    public async Task A_session_in_the_ledger_stays_deleted()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        await using (var store = await rig.OpenAsync())
        {
            await store.CreateAsync(new() { Id = A });
            await store.DeleteAsync(A);
        }

        Assert.Contains("\"session_id\":\"a\"", rig.Read("_deleted.jsonl"), StringComparison.Ordinal);

        Assert.Equal(Deleted, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(Deleted, (await rig.Reconciler.MaterialiseAsync(A)).Kind);
        Assert.DoesNotContain("a.json", rig.Names());
    }

    [Fact]
    public async Task A_session_whose_deletion_only_the_journal_has_stays_deleted()
    {
        var rig = await KilledAsync(async store =>
        {
            await store.CreateAsync(new() { Id = A });
            await store.DeleteAsync(A);
        });
        rig.StateDb.With("a", "one");

        Assert.DoesNotContain("_deleted.jsonl", rig.Names());
        Assert.Equal(Deleted, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(Deleted, (await rig.Reconciler.MaterialiseAsync(A)).Kind);
    }

    [Fact]
    public async Task A_session_that_only_the_journal_has_is_there()
    {
        var rig = await KilledAsync(
            store => store.CreateAsync(new() { Id = A, Messages = [SessionMessage.User("from the journal")] }));
        rig.StateDb.With("a", "one");

        Assert.Equal(AlreadyThere, Assert.Single(await rig.RunAsync()).Kind);
        Assert.DoesNotContain("a.json", rig.Names());
        await using var opened = await rig.OpenAsync();
        Assert.Equal("from the journal", Assert.Single((await opened.LoadAsync(A))!.Messages).Text);
    }

    [Fact]
    public async Task A_session_that_lives_again_is_there()
    {
        var rig = await KilledAsync(async store =>
        {
            await store.CreateAsync(new() { Id = A });
            await store.DeleteAsync(A);
            await store.CreateAsync(new() { Id = A, ReplaceDeleted = true });
        });
        rig.StateDb.With("a", "one");

        Assert.Equal(AlreadyThere, Assert.Single(await rig.RunAsync()).Kind);
    }

    [Fact]
    public async Task A_damaged_ledger_leaves_it_to_a_person()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        rig.Seed("_deleted.jsonl", "{\"version\":1,\"session_id\":\"?\n");

        Assert.Equal(MaybeDeleted, Assert.Single(await rig.RunAsync()).Kind);
        Assert.Equal(Materialised, (await rig.Reconciler.MaterialiseAsync(A)).Kind);
    }

    [Theory]
    [InlineData("_journal/00000001-0123456789abcdef.jsonl.broken", "")]
    [InlineData("_journal/00000001-0123456789abcdef.jsonl", "{\"version\":1,\"n\":1,\"crc\":\"00000000\"}\n")]
    public async Task A_damaged_shard_leaves_it_to_a_person(string name, string content)
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        rig.Seed(name, content);

        Assert.Equal(MaybeDeleted, Assert.Single(await rig.RunAsync()).Kind);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_stops_everything()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        rig.Seed("_deleted.jsonl", "");
        rig.Disk.Fault = call => call == "open _deleted.jsonl" ? new IOException("Input/output error.") : null;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.RunAsync());
        Assert.Equal(["_deleted.jsonl"], rig.Names());
    }

    [Fact]
    public async Task A_tombstone_of_another_program_stands_but_removes_no_document()
    {
        var rig = new ReconcileRig();
        rig.Seed("_deleted_webui_sessions.json", """{"version": 1, "ids": ["a", "b"]}""");
        rig.Seed("b.json", """{"session_id": "b", "messages": []}""");
        rig.StateDb.With("a", "one").With("b", "one").With("c", "one");

        var outcomes = await rig.RunAsync();

        Assert.Equal(
            [("a", Tombstoned), ("b", AlreadyThere), ("c", Materialised)], outcomes.Select(o => (o.Id, o.Kind)));
        Assert.Equal(Tombstoned, (await rig.Reconciler.MaterialiseAsync(A)).Kind);
    }

    [Fact]
    public async Task Tombstones_that_cannot_be_read_leave_it_to_a_person()
    {
        var rig = new ReconcileRig();
        rig.StateDb.With("a", "one");
        rig.Seed("_deleted_webui_sessions.json", "");
        rig.Disk.Fault = call =>
            call == "open _deleted_webui_sessions.json" ? new UnauthorizedAccessException("No.") : null;

        Assert.Equal(MaybeDeleted, Assert.Single(await rig.RunAsync()).Kind);
    }

    // A store whose process was killed before it did anything behind the journal.
    private static async Task<ReconcileRig> KilledAsync(Func<FileSessionStore, Task> act)
    {
        var disk = new CrashFileSystem();
        var store = new FileSessionStore(
            new() { Directory = ReconcileRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() });
        await store.OpenAsync();
        await act(store);
        return new(disk.ProcessKill());
    }
}
