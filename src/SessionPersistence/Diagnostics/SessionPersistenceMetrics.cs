using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SessionPersistence.Diagnostics;

/// <summary>The instruments of the meter and the activity source <c>SessionPersistence</c>. Nothing is measured while
/// nobody listens.</summary>
internal sealed class SessionPersistenceMetrics : IDisposable
{
    public const string MeterName = "SessionPersistence";

    private static readonly ActivitySource Activities = new(MeterName);

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Histogram<double> _appendDuration;
    private readonly Histogram<double> _flushDuration;
    private readonly Histogram<long> _batchSize;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _rotations;
    private readonly Counter<long> _poisonedShards;

    public SessionPersistenceMetrics(IMeterFactory? meterFactory)
    {
        _ownsMeter = meterFactory is null;
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _appendDuration = _meter.CreateHistogram<double>(
            "session_persistence.journal.append.duration",
            unit: "s",
            description: "Time from the moment a caller waits for its record to its durable return.");
        _flushDuration = _meter.CreateHistogram<double>(
            "session_persistence.journal.flush.duration",
            unit: "s",
            description: "Time to write and flush one batch.");
        _batchSize = _meter.CreateHistogram<long>(
            "session_persistence.journal.batch.size",
            unit: "{record}",
            description: "Records that one flush made durable.");
        _bytes = _meter.CreateCounter<long>(
            "session_persistence.journal.bytes",
            unit: "By",
            description: "Bytes of records that were written to the journal.");
        _rotations = _meter.CreateCounter<long>(
            "session_persistence.journal.rotations",
            unit: "{shard}",
            description: "Shards that were full and ended.");
        Store = new(_meter, Activities);
        _poisonedShards = _meter.CreateCounter<long>(
            "session_persistence.journal.poisoned_shards",
            unit: "{shard}",
            description: "Shards that the device refused to write or flush.");
    }

    /// <summary>Gets whether anybody wants to know of appends.</summary>
    public bool ObservesAppends => _appendDuration.Enabled || Activities.HasListeners();

    /// <summary>Gets the instruments of documents, turns, and shards that go.</summary>
    public StoreMetrics Store { get; }

    public void ShardRotated() => _rotations.Add(1);

    public void ShardPoisoned() => _poisonedShards.Add(1);

    /// <summary>Observes one append until the result is disposed.</summary>
    public Observation ObserveAppend() =>
        Observation.Start(Activities, "session_persistence.journal.append", _appendDuration);

    /// <summary>Observes one flush until the result is disposed.</summary>
    /// <param name="records">How many records it covers.</param>
    /// <param name="bytes">How many bytes they have.</param>
    public Observation ObserveFlush(int records, int bytes)
    {
        _batchSize.Record(records);
        _bytes.Add(bytes);
        return Observation.Start(Activities, "session_persistence.journal.flush", _flushDuration);
    }

    // A meter of a factory is the factory's to dispose.
    public void Dispose()
    {
        if (_ownsMeter) _meter.Dispose();
    }
}
