using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.FileStore;
using SessionPersistence.Journal;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class CheckpointScheduleTests
{
    private const int Floor = 4000;
    private const int Budget = 10_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SteppedTime _time = new();
    private readonly CheckpointSchedule _schedule;

    public CheckpointScheduleTests() => _schedule = new(new(Floor, Budget), _time);

    [Fact]
    public void Take_SmallTail_WaitsForARestOfASecond()
    {
        var entry = Entry("a", 1000);
        Assert.Equal(Second, _schedule.Changed(entry));
        _time.Advance(Second * 0.9);
        _schedule.Changed(entry);
        _time.Advance(Second * 0.9);

        Assert.Null(_schedule.Take());
        _time.Advance(Second * 0.1);

        Assert.Same(entry, _schedule.Take());
        Assert.Null(_schedule.Take());
    }

    [Fact]
    public void Take_TailOutgrowsFloorAndDocument_IsNow()
    {
        var entry = Entry("a", Floor + 1, document: Floor);

        Assert.Equal(TimeSpan.Zero, _schedule.Changed(entry));

        Assert.Same(entry, _schedule.Take());
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(10, 11)]
    [InlineData(100, 30)]
    public void Take_TailSmallerThanALongDocument_WaitsForALongerRest(int mebibytes, int seconds)
    {
        var entry = Entry("a", Floor + 1, document: mebibytes << 20);
        Assert.Equal(seconds * Second, _schedule.Changed(entry));

        _time.Advance((seconds - 1) * Second);
        Assert.Null(_schedule.Take());

        _time.Advance(Second);
        Assert.Same(entry, _schedule.Take());
    }

    [Fact]
    public void Take_AllTailsTogetherOutgrowTheBudget_TakesTheLargestUntilTheyDoNot()
    {
        SessionEntry[] entries = [Entry("a", 3000), Entry("b", 3900), Entry("c", 3500)];
        foreach (var entry in entries) _schedule.Changed(entry);
        Assert.Equal(TimeSpan.Zero, _schedule.UntilNext());

        Assert.Same(entries[1], _schedule.Take());
        Assert.Null(_schedule.Take());
        Resize(entries[1], 0);
        _schedule.Done(entries[1], succeeded: true);
        Assert.Equal(Second, _schedule.UntilNext());
    }

    [Fact]
    public void Done_Failed_IsStuckAndTriedAgainLaterWhileOthersGoOn()
    {
        SessionEntry bad = Entry("a", 1000), good = Entry("b", 1000);
        _schedule.Changed(bad);
        _schedule.Changed(good);
        _time.Advance(Second);

        Assert.Same(bad, _schedule.Take());
        _schedule.Done(bad, succeeded: false);
        _schedule.Changed(bad);

        Assert.True(_schedule.IsStuck(bad));
        Assert.Same(good, _schedule.Take());
        _time.Advance(4.9 * Second);
        Assert.Null(_schedule.Take());
        _time.Advance(0.1 * Second);
        Assert.Same(bad, _schedule.Take());
        _schedule.Done(bad, succeeded: true);
        Assert.False(_schedule.IsStuck(bad));
    }

    [Fact]
    public void Take_StuckTailsOutgrowTheBudget_DoesNotTryThemAtOnce()
    {
        var bad = Entry("a", Budget + 1, document: 2 * Budget);
        _schedule.Changed(bad);
        Assert.Same(bad, _schedule.Take());

        _schedule.Done(bad, succeeded: false);

        Assert.Null(_schedule.Take());
        _time.Advance(4.9 * Second);
        Assert.Null(_schedule.Take());
        _time.Advance(0.1 * Second);
        Assert.Same(bad, _schedule.Take());
    }

    [Fact]
    public void Changed_WhileTaken_IsSeenWhenItIsGivenBack()
    {
        var entry = Entry("a", 1000);
        _schedule.Changed(entry);
        _time.Advance(Second);
        Assert.Same(entry, _schedule.Take());

        Resize(entry, Floor + 1);
        _schedule.Changed(entry);
        Assert.Null(_schedule.Take());
        _schedule.Done(entry, succeeded: true);

        Assert.Null(_schedule.Take());
        _time.Advance(Second);
        Assert.Same(entry, _schedule.Take());
    }

    [Theory]
    [InlineData(Floor + 1)]
    [InlineData(Budget + 1)]
    public void Done_StillBehind_IsNotTakenAgainAtOnce(int tail)
    {
        var entry = Entry("a", tail);
        _schedule.Changed(entry);
        Assert.Same(entry, _schedule.Take());

        _schedule.Done(entry, succeeded: true);
        _schedule.Changed(entry);

        Assert.Null(_schedule.Take());
        _time.Advance(Second);
        Assert.Same(entry, _schedule.Take());
    }

    [Fact]
    public void Changed_NothingIsLeft_ForgetsTheSession()
    {
        var entry = Entry("a", Floor + 1);
        _schedule.Changed(entry);
        Resize(entry, 0);

        Assert.Equal(Timeout.InfiniteTimeSpan, _schedule.Changed(entry));

        Assert.Null(_schedule.Take());
    }

    [Fact]
    public void Urge_TakesWhatIsWaitingNow()
    {
        SessionEntry waiting = Entry("a", 1000), unknown = Entry("b", 1000);
        _schedule.Changed(waiting);

        _schedule.Urge(waiting);
        _schedule.Urge(unknown);
        _schedule.Changed(waiting);

        Assert.Same(waiting, _schedule.Take());
        Assert.Null(_schedule.Take());
    }

    [Fact]
    public void UrgeAll_TakesEverythingInTheOrderOfIdsStuckOnesToo()
    {
        SessionEntry[] entries = [Entry("c", 1000), Entry("a", 1000), Entry("b", 1000)];
        foreach (var entry in entries) _schedule.Changed(entry);
        _time.Advance(Second);
        Assert.Same(entries[1], _schedule.Take());
        _schedule.Done(entries[1], succeeded: false);

        _schedule.UrgeAll();

        Assert.Equal(["a", "b", "c"], Enumerable.Range(0, 3).Select(_ => _schedule.Take()!.Id.Value));
    }

    private static SessionEntry Entry(string id, int tail, int document = 0)
    {
        var entry = new SessionEntry(SessionId.Parse(id), new NoObserver());
        Resize(entry, tail, document);
        return entry;
    }

    private static void Resize(SessionEntry entry, int tail, int document = 0)
    {
        var empty = Record(entry, 0).Size;
        IReadOnlyList<JournalRecord> records = tail == 0 ? [] : [Record(entry, tail - empty)];
        var stamp = document == 0 ? null : new DocumentStamp(1, document, default, 0, IsForeign: false);
        entry.Restore(new SessionHead { Id = entry.Id, Life = "0123456789abcdef", Revision = 2 }, records, stamp, 2);
        Assert.Equal(tail, entry.TailBytes);
    }

    private static JournalRecord Record(SessionEntry entry, int fill) =>
        new(JournalEvent.Appended, entry.Id, "0123456789abcdef")
        {
            Revision = 2,
            Body = new JournalBodyBuilder(DateTimeOffset.UnixEpoch).Text("text", new('x', fill)).Build(),
        };

    private sealed class NoObserver : ISessionObserver
    {
        public void OnStored(SessionEntry entry, JournalRecord record, ShardName shard)
        {
        }

        public void OnChanged(SessionEntry entry, JournalRecord record)
        {
        }

        public void OnCovered(SessionEntry entry)
        {
        }
    }
}
