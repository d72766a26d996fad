using System.Threading.Channels;

namespace SessionPersistence.Storage;

/// <summary>Does work that waits for the disk, several pieces of it at a time, on threads of its own.</summary>
/// <remarks>The thread pool has about as many threads as there are processors. One that waits for a flush needs no
/// processor, and keeps the next piece from its thread.</remarks>
internal static class DiskWork
{
    /// <summary>Works on each item. With a degree of 1 that is done on the thread of the caller, so that all that
    /// happens has one order.</summary>
    /// <param name="items">The items, asked for as they are needed: beside those that are worked on, two are in
    /// memory.</param>
    /// <param name="degree">How many are worked on at a time.</param>
    /// <param name="work">The work. When it throws, no more items are asked for, and the error is the caller's.</param>
    /// <param name="cancellationToken">Observed between items.</param>
    public static async Task ForEachAsync<T>(
        IAsyncEnumerable<T> items, int degree, Action<T> work, CancellationToken cancellationToken)
    {
        if (degree > 1)
        {
            await ForEachOnThreadsAsync(items, degree, work, cancellationToken).ConfigureAwait(false);
            return;
        }

        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            work(item);
        }
    }

    private static async Task ForEachOnThreadsAsync<T>(
        IAsyncEnumerable<T> items, int degree, Action<T> work, CancellationToken cancellationToken)
    {
        var queue = Channel.CreateBounded<T>(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, degree)
            .Select(_ => Task.Factory.StartNew(
                TakeAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        try
        {
            await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await queue.Writer.WriteAsync(item, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // By the caller, who hears of it by its own token; or by work that failed, and says so itself.
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            queue.Writer.Complete();
            await Task.WhenAll(workers).ConfigureAwait(false);
        }

        void TakeAll()
        {
            try
            {
                while (queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                {
                    while (queue.Reader.TryRead(out var item)) work(item);
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }
}
