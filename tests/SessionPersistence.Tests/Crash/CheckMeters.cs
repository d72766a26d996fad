using System.Diagnostics.Metrics;

namespace SessionPersistence.Tests.Crash;

/// <summary>The meters of stores that are let go of and never closed: the platform keeps each meter until it is
/// disposed, and looks through all of them.</summary>
internal sealed class CheckMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        foreach (var meter in _meters) meter.Dispose();
    }
}
