using System.Diagnostics.Metrics;
using CrashAndRecover.Pipe;

namespace CrashAndRecover.Child;

/// <summary>Tells the parent what the store does behind its callers' backs.</summary>
internal sealed class BackgroundWatch : IDisposable
{
    private readonly MeterListener _listener = new();

    public BackgroundWatch(Reporter reporter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "SessionPersistence" && BackgroundWork.Instruments.Contains(instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            reporter.Tell(
                new(ReportKind.Happened, Text: instrument.Name, Count: instrument is Counter<long> ? value : 1)));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();
}
