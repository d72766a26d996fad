namespace SessionPersistence.Journal;

/// <summary>The lines that one flush makes durable, and the one task that all their callers await.</summary>
internal sealed class JournalBatch
{
    // Continuations must not run on the thread that flushes: the next batch waits for it.
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<JournalLine> Lines { get; } = [];

    public Task Task => _completion.Task;

    public void Complete() => _completion.TrySetResult();
}
