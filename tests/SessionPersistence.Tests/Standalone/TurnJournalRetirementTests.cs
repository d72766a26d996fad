using System.Collections.Concurrent;
using SessionPersistence.Diagnostics;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>Each batch has a file of its own here.</summary>
public sealed class TurnJournalRetirementTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new(maxShardBytes: 1);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task W25_CoverAsync_RemovesWhatTheHostHas()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 50);

        await _rig.Journal.CoverAsync(A, newest);

        Assert.Equal([100L], _rig.Shards());
    }

    [Fact]
    public async Task CoverAsync_OtherSessionIsNotCovered_RemovesUpToItsFirstEvent()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 2);
        await _rig.DoTurnsAsync(B, 1, 1);
        var newest = await _rig.DoTurnsAsync(A, 3, 2);

        await _rig.Journal.CoverAsync(A, newest);

        Assert.Equal([5L, 6L, 7L, 8L, 9L, 10L], _rig.Shards());
        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(B));
    }

    [Fact]
    public async Task CoverAsync_TurnIsOpen_CarriesItsEvents()
    {
        await _rig.OpenAsync();
        var submitted = await _rig.AppendAsync(A, Submitted(1, "Find a ryokan"));
        await _rig.AppendAsync(A, new(TurnEventNames.WorkerStarted) { TurnId = Turn(1) });
        var newest = await _rig.DoTurnsAsync(A, 2, 2);

        await _rig.Journal.CoverAsync(A, newest);

        Assert.DoesNotContain(1L, _rig.Shards());
        Assert.Equal(["submitted t1", "worker_started t1"], (await _rig.EventsAsync(A)).Take(2));
        var journal = await _rig.LosePowerAndOpenAsync();
        var pending = Assert.Single(journal.PendingTurns);
        Assert.Equal(["submitted", "worker_started"], pending.Events.Select(record => record.Event.Name));
        Assert.Equal((submitted.Revision, submitted.CreatedAt, submitted.Event),
            (pending.Events[0].Revision, pending.Events[0].CreatedAt, pending.Events[0].Event
                with { Attachments = submitted.Event.Attachments, Properties = submitted.Event.Properties }));
    }

    [Fact]
    public async Task CoverAsync_TurnIsOpenForLong_IsCarriedAgainAndAgain()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        for (var turn = 2; turn < 8; turn++) await _rig.Journal.CoverAsync(A, await _rig.DoTurnsAsync(A, turn, 1));

        Assert.Equal("submitted t1", (await _rig.EventsAsync(A))[0]);
        await _rig.AppendAsync(A, Completed(1));
        await _rig.ReopenAsync();

        Assert.Empty(_rig.Journal.PendingTurns);
        Assert.True(_rig.Shards().Length < 6);
    }

    [Fact]
    public async Task CoverAsync_EverythingAfterReopening_KeepsTheNewestFile()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 2);
        await _rig.ReopenAsync();

        await _rig.Journal.CoverAsync(A, newest);
        await _rig.ReopenAsync();

        Assert.Equal(newest + 1, (await _rig.AppendAsync(A, Submitted(3))).Revision);
    }

    [Fact]
    public async Task CoverAsync_RevisionThatWasNeverGiven_IsMisuse()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _rig.Journal.CoverAsync(A, 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _rig.Journal.CoverAsync(A, 0));
        await Assert.ThrowsAsync<ArgumentException>(() => _rig.Journal.CoverAsync(default, 1));
    }

    [Fact]
    public async Task CoverAsync_SurvivesReopening()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 2);
        await _rig.Journal.CoverAsync(A, newest);
        await _rig.ReopenAsync();

        var other = await _rig.AppendAsync(B, Submitted(1));
        await _rig.Journal.CoverAsync(B, other.Revision);

        Assert.DoesNotContain(4L, _rig.Shards());
    }

    [Fact]
    public async Task CoverAsync_FileCannotBeRemoved_SaysSoInTheLogAndTriesAgain()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 2);
        using (_rig.Disk.Fail(new(CrashOperationKind.Delete) { PathPattern = AnyShard }))
            await _rig.Journal.CoverAsync(A, newest);
        Assert.Equal([1L, 2L, 3L, 4L], _rig.Shards());
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalRetirementFailed));

        await _rig.Journal.CoverAsync(A, newest);

        Assert.Equal([4L], _rig.Shards());
    }

    [Fact]
    public async Task CoverAsync_DamagedFile_IsSetAside()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 1);
        await _rig.Journal.DisposeAsync();
        SomeTurnShard.Damage(_rig.Disk, _rig.PathOf(1));
        await _rig.OpenAsync();
        Assert.Equal(FindingKinds.JournalDamagedRecord, Assert.Single(_rig.Journal.Report.Findings).Kind);
        await _rig.AppendAsync(B, Submitted(1));

        await _rig.Journal.CoverAsync(A, newest);

        var kept = Assert.Single(_rig.Disk.ListDirectory(TurnJournalRig.Directory),
            entry => entry.Name.EndsWith(".jsonl.broken", StringComparison.Ordinal));
        await _rig.ReopenAsync();
        Assert.Equal((kept.Name, FindingCategory.Ok),
            Assert.Single(_rig.Journal.Report.Findings.Select(finding => (finding.Path, finding.Category))));
    }

    [Fact]
    public async Task CoverAsync_AnotherProcessWroteAFile_RemovesNothingAndTakesNoMore()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 1);
        _rig.Disk.Seed($"{TurnJournalRig.Directory}/00000003-fedcba9876543210.jsonl", "");

        await _rig.Journal.CoverAsync(A, newest);

        Assert.Equal([1L, 2L, 3L], _rig.Shards());
        Assert.Equal(1, _rig.Log.CountOf(EventIds.JournalSecondOwner));
        Assert.Equal(StoreStatus.ReadOnly, _rig.Journal.Health.Status);
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => _rig.AppendAsync(A, Submitted(2)));
    }

    [Theory]
    [InlineData(CrashOperationKind.Read)]
    [InlineData(CrashOperationKind.Delete)]
    public async Task DisposeAsync_WhileFilesAreRemoved_LetsThatEndFirst(CrashOperationKind during)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var newest = await _rig.DoTurnsAsync(A, 2, 1);
        var begun = new TaskCompletionSource<(Task Disposing, bool WasOver)>();
        _rig.Disk.BeforeOperation += Hook;

        await _rig.Journal.CoverAsync(A, newest);

        var (disposing, wasOver) = await begun.Task;
        Assert.False(wasOver);
        await disposing.WaitAsync(Patience);
        await _rig.OpenAsync();
        Assert.Equal(Turn(1), Assert.Single(_rig.Journal.PendingTurns).TurnId);
        Assert.DoesNotContain(1L, _rig.Shards());

        void Hook(CrashOperation operation)
        {
            if (operation.Kind != during || !operation.Matches(AnyShard)) return;

            _rig.Disk.BeforeOperation -= Hook;
            var task = _rig.Journal.DisposeAsync().AsTask();
            begun.SetResult((task, task.IsCompleted));
        }
    }

    [Fact]
    public async Task CoverAsyncAndDisposeAsync_CallerHasAContext_TouchTheDiskElsewhere()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 2);
        var threads = new ConcurrentQueue<int>();
        _rig.Disk.BeforeOperation += _ => threads.Enqueue(Environment.CurrentManagedThreadId);

        var caller = await PumpingContext.RunAsync(async () =>
        {
            await _rig.Journal.CoverAsync(A, newest);
            await _rig.Journal.DisposeAsync();
        });

        Assert.NotEmpty(threads);
        Assert.DoesNotContain(caller, threads);
    }
}
