using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>What the host's own document holds is not read any more, whether or not its file is there
/// still.</summary>
public sealed class CoveredReadingTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_AllIsCovered_IsEmpty(bool reopened)
    {
        await _rig.OpenAsync();
        await _rig.Journal.CoverAsync(A, await _rig.DoTurnsAsync(A, 1, 2));
        await _rig.DoTurnsAsync(B, 1, 1);
        if (reopened) await _rig.ReopenAsync();

        Assert.Empty(await _rig.EventsAsync(A));
        Assert.Equal(2, (await _rig.EventsAsync(B)).Count);
        Assert.Equal(6, (await _rig.LinesAsync()).Count);
    }

    [Fact]
    public async Task ReadAsync_PartIsCovered_GivesTheRest()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 1);
        var submitted = await _rig.AppendAsync(A, Submitted(2));
        await _rig.AppendAsync(A, Completed(2));
        await _rig.Journal.CoverAsync(A, submitted.Revision);

        Assert.Equal(["completed t2"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task ReadAsync_CoveredTurnIsOpen_GivesItsEventsUntilItEnds()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.Journal.CoverAsync(A, await _rig.DoTurnsAsync(A, 2, 1));
        Assert.Equal(["submitted t1"], await _rig.EventsAsync(A));

        var ending = await _rig.AppendAsync(A, Completed(1));

        Assert.Equal(["completed t1"], await _rig.EventsAsync(A));
        await _rig.Journal.CoverAsync(A, ending.Revision);
        Assert.Empty(await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task ReadAsync_CoveredMeanwhile_GivesWhatWasThereAtItsStart()
    {
        await _rig.OpenAsync();
        var newest = await _rig.DoTurnsAsync(A, 1, 2);
        var seen = 0;

        await foreach (var _ in _rig.Journal.ReadAsync(A))
        {
            if (seen++ == 0) await _rig.Journal.CoverAsync(A, newest);
        }

        Assert.Equal(4, seen);
    }
}
