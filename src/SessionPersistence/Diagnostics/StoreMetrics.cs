using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SessionPersistence.Diagnostics;

/// <summary>The instruments of documents, turns, and shards that go.</summary>
internal sealed class StoreMetrics
{
    private readonly ActivitySource _activities;
    private readonly Histogram<double> _checkpointDuration;
    private readonly Histogram<long> _checkpointSize;
    private readonly Counter<long> _retiredShards;
    private readonly Counter<long> _carriedRecords;

    // Weakly: the platform keeps a meter until it is disposed, and with it whatever its callbacks hold.
    private volatile WeakReference<Func<long>>? _countOpenTurns;

    public StoreMetrics(Meter meter, ActivitySource activities)
    {
        _activities = activities;
        _checkpointDuration = meter.CreateHistogram<double>(
            "session_persistence.checkpoint.duration", unit: "s",
            description: "Time to write a document behind the journal.");
        _checkpointSize = meter.CreateHistogram<long>(
            "session_persistence.checkpoint.size", unit: "By",
            description: "Size of a document that was written behind the journal.");
        _retiredShards = meter.CreateCounter<long>(
            "session_persistence.journal.retired_shards", unit: "{shard}",
            description: "Shards that were removed because nothing needed them.");
        _carriedRecords = meter.CreateCounter<long>(
            "session_persistence.journal.carried_records", unit: "{record}",
            description: "Records that were appended again because their shard was to go.");
        meter.CreateObservableUpDownCounter(
            "session_persistence.open_turns", CountOpenTurns, unit: "{turn}",
            description: "Turns that have begun and not ended.");
    }

    /// <summary>Observes one document on its way until the result is disposed.</summary>
    public Observation ObserveCheckpoint() =>
        Observation.Start(_activities, "session_persistence.checkpoint", _checkpointDuration);

    public void DocumentWritten(int bytes) => _checkpointSize.Record(bytes);

    public void ShardRetired() => _retiredShards.Add(1);

    public void RecordsCarried(int count) => _carriedRecords.Add(count);

    /// <summary>Says who knows how many turns are open; is forgotten with its owner.</summary>
    public void ObserveOpenTurns(Func<long> count) => _countOpenTurns = new(count);

    /// <summary>Says that nobody does any more.</summary>
    public void ForgetOpenTurns() => _countOpenTurns = null;

    private long CountOpenTurns() => _countOpenTurns?.TryGetTarget(out var count) == true ? count() : 0;
}
