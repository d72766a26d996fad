using System.Diagnostics.Metrics;

namespace SessionPersistence.Diagnostics;

/// <summary>The instruments of the meter <c>SessionPersistence</c>.</summary>
internal sealed class SessionPersistenceMetrics : IDisposable
{
    public const string MeterName = "SessionPersistence";

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Counter<long> _poisonedShards;

    public SessionPersistenceMetrics(IMeterFactory? meterFactory)
    {
        _ownsMeter = meterFactory is null;
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _poisonedShards = _meter.CreateCounter<long>(
            "session_persistence.journal.poisoned_shards",
            unit: "{shard}",
            description: "Shards that the device refused to write or flush.");
    }

    public void ShardPoisoned() => _poisonedShards.Add(1);

    // A meter of a factory is the factory's to dispose.
    public void Dispose()
    {
        if (_ownsMeter) _meter.Dispose();
    }
}
