using SessionPersistence.Diagnostics;
using SessionPersistence.Tests.Support;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>Files go under a standalone journal that is open.</summary>
public sealed class GoneJournalTests : IAsyncLifetime
{
    private readonly TurnJournalRig _rig = new();

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 2);
        await _rig.AppendAsync(A, Submitted(3));
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task AppendAsync_ShardWasDeleted_WritesAnewWhatNoDocumentCovers()
    {
        await _rig.Journal.CoverAsync(A, 2);
        _rig.Disk.DeleteFile(Shard());

        await _rig.AppendAsync(B, Submitted(1));

        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalShardGone));
        Assert.Equal(StoreStatus.Healthy, _rig.Journal.Health.Status);
        var journal = await _rig.LosePowerAndOpenAsync();
        Assert.Equal(["submitted t2", "completed t2", "submitted t3"], await _rig.EventsAsync(A));
        Assert.Equal([A, B], journal.PendingTurns.Select(turn => turn.SessionId).Order());
    }

    [Fact]
    public async Task AppendAsync_ShardWasDeletedThenTheTurnEnds_KeepsOneEnding()
    {
        _rig.Disk.DeleteFile(Shard());

        await _rig.AppendAsync(A, Completed(3));

        Assert.Equal(6, (await _rig.ReadAsync(A)).Count);
        await _rig.LosePowerAndOpenAsync();
        Assert.Empty(_rig.Journal.PendingTurns);
        Assert.Equal(6, (await _rig.ReadAsync(A)).Count);
    }

    [Fact]
    public async Task AppendAsync_LockWasDeleted_IsUnknownAndTheJournalReadOnly()
    {
        _rig.Disk.DeleteFile("/journal/journal.lock");

        var error = await Assert.ThrowsAsync<SessionWriteException>(() => _rig.AppendAsync(A, Completed(3)));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Contains("/journal/journal.lock", error.Message, StringComparison.Ordinal);
        var issue = Assert.Single(_rig.Journal.Health.Issues);
        Assert.Equal((StoreIssueKinds.FilesGone, StoreStatus.ReadOnly), (issue.Kind, issue.Severity));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(B, Submitted(1)));
    }

    [UnixFact]
    public async Task AppendAsync_DirectoryWasRemoved_IsUnknownAndMakesNothing()
    {
        using var folder = TempFolder.ForCaller();
        var directory = folder.PathOf("journal");
        await using var journal = await TurnJournal.OpenAsync(directory);
        await journal.AppendAsync(A, Submitted(1));
        System.IO.Directory.Delete(directory, recursive: true);

        var error = await Assert.ThrowsAsync<SessionWriteException>(
            async () => await journal.AppendAsync(A, Completed(1)));

        Assert.Equal(WriteOutcome.Unknown, error.Outcome);
        Assert.Contains(directory, Assert.Single(journal.Health.Issues).Detail, StringComparison.Ordinal);
        Assert.False(System.IO.Directory.Exists(directory));
    }

    private string Shard() => "/journal/" + _rig.Disk.ListDirectory("/journal")
        .Single(entry => entry.Name.EndsWith(".jsonl", StringComparison.Ordinal)).Name;
}
