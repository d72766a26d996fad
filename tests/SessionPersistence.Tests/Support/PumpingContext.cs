using System.Collections.Concurrent;

namespace SessionPersistence.Tests.Support;

/// <summary>A synchronisation context whose work runs on the one thread that calls <see cref="Run"/>.</summary>
internal sealed class PumpingContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _queue = [];

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public void Complete() => _queue.CompleteAdding();

    public void Run()
    {
        foreach (var (work, state) in _queue.GetConsumingEnumerable()) work(state);
    }

    public void Dispose() => _queue.Dispose();
}
