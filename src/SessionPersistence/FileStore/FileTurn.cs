using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>A turn of a <see cref="FileSessionStore"/>.</summary>
internal sealed class FileTurn(
    SessionId sessionId, TurnId id, string life, TurnState state, TurnOwnership ownership, StoreEngine engine)
    : Turn(sessionId, id, state, ownership)
{
    // What the next write must wait for; nothing, as long as none of the turn had to learn what the session has.
    private Task _before = Task.CompletedTask;

    /// <summary>Gets the life of the session that the turn belongs to: it cannot write into a later one.</summary>
    public string Life { get; } = life;

    protected override Task<long> WriteAsync(TurnWrite write)
    {
        if (Volatile.Read(ref _before).IsCompleted && !engine.Turns.MustLearn(this, write.Messages))
            return Write(write);

        // The order of calls stays that of effects, although the first of these takes a look at the disk.
        var done = new TaskCompletionSource();
        return WriteAfterAsync(Interlocked.Exchange(ref _before, done.Task), write, done);
    }

    private async Task<long> WriteAfterAsync(Task before, TurnWrite write, TaskCompletionSource done)
    {
        try
        {
            await before.ConfigureAwait(false);
            return await Write(write).ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }
    }

    private Task<long> Write(TurnWrite write) => write.Kind switch
    {
        TurnWriteKind.WorkerStarted => engine.Turns.Mark(this, JournalEvent.WorkerStarted),
        TurnWriteKind.AssistantStarted => engine.Turns.Mark(this, JournalEvent.AssistantStarted),
        TurnWriteKind.Partial => engine.Turns.ReportPartial(this, write.Text!),
        TurnWriteKind.Step => engine.Turns.StepAsync(this, write.Messages),
        TurnWriteKind.Completed => engine.Turns.CompleteAsync(this, write.Messages),
        _ => engine.Turns.InterruptAsync(this, write.Text!),
    };

    /// <summary>Tells the handle that its turn has ended without it.</summary>
    public void Closed(TurnOutcome outcome) => CloseAs(outcome);

    /// <summary>Tells the handle that its session is gone.</summary>
    public void ClosedWithSession() => CloseWithSession();
}
