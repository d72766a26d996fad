using System.Collections.Concurrent;
using System.Diagnostics;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Standalone;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Diagnostics;

public sealed class JournalTelemetryTests : IAsyncDisposable
{
    private const string Prefix = "session_persistence.journal.";

    private readonly TurnJournalRig _rig = new(maxShardBytes: 1);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Instruments_Appends_AreCountedAndTimed()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(A, new("note") { TurnId = Turn(1) }, Durability.Buffered);
        await _rig.AppendAsync(A, Completed(1));

        Assert.Equal(2, _rig.Meters.CountOf(Prefix + "append.duration"));
        Assert.Equal(2, _rig.Meters.CountOf(Prefix + "flush.duration"));
        Assert.Equal((2, 3), (_rig.Meters.CountOf(Prefix + "batch.size"), _rig.Meters.SumOf(Prefix + "batch.size")));
        Assert.Equal(1, _rig.Meters.SumOf(Prefix + "rotations"));
        Assert.Equal(BytesOfRecords(), _rig.Meters.SumOf(Prefix + "bytes"));
    }

    [Fact]
    public async Task Instruments_PoisonedShard_IsCounted()
    {
        await using var rig = new TurnJournalRig();
        await rig.OpenAsync();
        await rig.AppendAsync(A, Submitted(1));
        rig.Disk.Fail(new(CrashOperationKind.Flush) { PathPattern = AnyShard });

        await rig.AppendAsync(A, Completed(1));

        Assert.Equal(1, rig.Meters.SumOf(Prefix + "poisoned_shards"));
    }

    [Fact]
    public async Task Instruments_OpenTurnsAndFilesThatGo_AreCounted()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        Assert.Equal(1, _rig.Meters.Observe("session_persistence.open_turns"));

        await _rig.Journal.CoverAsync(A, await _rig.DoTurnsAsync(A, 2, 1));

        Assert.Equal(2, _rig.Meters.SumOf(Prefix + "retired_shards"));
        Assert.Equal(1, _rig.Meters.SumOf(Prefix + "carried_records"));
        Assert.Equal(1, _rig.Meters.Observe("session_persistence.open_turns"));
        await _rig.AppendAsync(A, Completed(1));
        Assert.Equal(0, _rig.Meters.Observe("session_persistence.open_turns"));
        await _rig.AppendAsync(A, Submitted(3));
        await _rig.Journal.DisposeAsync();
        Assert.Equal(0, _rig.Meters.Observe("session_persistence.open_turns"));
    }

    [Fact]
    public async Task Activities_SomebodyListens_AppendAndItsFlush()
    {
        await _rig.OpenAsync();
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "SessionPersistence",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var root = new Activity("test").Start();

        await Support.WithoutContext.Run(() => _rig.AppendAsync(A, Submitted(1)));

        var append = Assert.Single(stopped, activity => activity.ParentId == root.Id);
        Assert.Equal(Prefix + "append", append.OperationName);
        Assert.Equal(
            Prefix + "flush", Assert.Single(stopped, activity => activity.ParentId == append.Id).OperationName);
    }

    private long BytesOfRecords() => _rig.Shards()
        .SelectMany(sequence =>
            Testing.Disk.Text(_rig.Disk, _rig.PathOf(sequence)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Where(line => line.Contains("session_id", StringComparison.Ordinal))
        .Sum(line => line.Length + 1L);
}
