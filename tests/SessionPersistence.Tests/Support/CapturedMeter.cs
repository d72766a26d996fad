using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SessionPersistence.Tests.Support;

/// <summary>Adds up the counters of one store's meter, and of no other's that runs beside it.</summary>
internal sealed class CapturedMeter : IMeterFactory
{
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];

    public CapturedMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
    }

    public long SumOf(string instrument) => _sums.GetValueOrDefault(instrument);

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters) meter.Dispose();
    }
}
