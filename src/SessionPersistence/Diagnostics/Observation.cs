using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SessionPersistence.Diagnostics;

/// <summary>Something that takes time, from its start to its dispose: one activity and one measurement, where somebody
/// listens.</summary>
internal readonly struct Observation : IDisposable
{
    private readonly Activity? _activity;
    private readonly Histogram<double>? _duration;
    private readonly long _started;

    private Observation(Activity? activity, Histogram<double>? duration, long started) =>
        (_activity, _duration, _started) = (activity, duration, started);

    public static Observation Start(ActivitySource activities, string name, Histogram<double> duration)
    {
        var activity = activities.HasListeners() ? activities.StartActivity(name) : null;
        return duration.Enabled ? new(activity, duration, Stopwatch.GetTimestamp()) : new(activity, null, 0);
    }

    public void Dispose()
    {
        _duration?.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds);
        _activity?.Dispose();
    }
}
