using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SessionPersistence.Tests.Support;

/// <summary>Adds up what one store's meter measures, and no other's that runs beside it.</summary>
internal sealed class CapturedMeter : IMeterFactory
{
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];

    public CapturedMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            Count(instrument);
        });
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Count(instrument));
        _listener.Start();
    }

    public long SumOf(string instrument) => _sums.GetValueOrDefault(instrument);

    /// <summary>Returns how often something was measured.</summary>
    public int CountOf(string instrument) => _counts.GetValueOrDefault(instrument);

    /// <summary>Asks an observable instrument.</summary>
    public long Observe(string instrument)
    {
        _sums.TryRemove(instrument, out _);
        _listener.RecordObservableInstruments();
        return SumOf(instrument);
    }

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

    private void Count(Instrument instrument) => _counts.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1);
}
