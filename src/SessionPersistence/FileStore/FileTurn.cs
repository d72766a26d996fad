using SessionPersistence.Catalog;
using SessionPersistence.Stores;

namespace SessionPersistence.FileStore;

/// <summary>A turn of a <see cref="FileSessionStore"/>.</summary>
internal sealed class FileTurn(
    SessionId sessionId,
    TurnId id,
    string life,
    TurnOwnership ownership,
    StoreEngine engine,
    TurnOutcome? outcome = null)
    : Turn(sessionId, id, ownership, outcome), ITurnWatcher
{
    // What the next write must wait for; nothing, as long as none of the turn had to learn what the session has.
    private Task _before = Task.CompletedTask;

    /// <summary>Gets the life of the session that the turn belongs to: it cannot write into a later one.</summary>
    public string Life { get; } = life;

    /// <summary>Gets or sets the revision of the ending that a verb of this handle has queued; 0 for none. Guarded by
    /// the gate of the session.</summary>
    public long EndingRevision { get; set; }

    protected override Task<WriteResult> WriteAsync(TurnWrite write)
    {
        if (Volatile.Read(ref _before).IsCompleted && !engine.Turns.MustLearn(this, write.Messages))
            return Write(write);

        // The order of calls stays that of effects, although the first of these takes a look at the disk.
        var done = new TaskCompletionSource();
        return WriteAfterAsync(Interlocked.Exchange(ref _before, done.Task), write, done);
    }

    private async Task<WriteResult> WriteAfterAsync(Task before, TurnWrite write, TaskCompletionSource done)
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

    private Task<WriteResult> Write(TurnWrite write)
    {
        switch (write.Kind)
        {
            case TurnWriteKind.Append: return engine.Turns.AppendAsync(this, write.Messages);
            case TurnWriteKind.Complete: return engine.Turns.CompleteAsync(this, write.Messages);
            case TurnWriteKind.Interrupt: return engine.Turns.InterruptAsync(this, write.Reason!);
            default:
                engine.Turns.ReportText(this, write.Text);
                return Task.FromResult(default(WriteResult));
        }
    }

    /// <summary>Tells the handle that its turn has ended without it.</summary>
    public void Closed(TurnOutcome outcome) => CloseAs(outcome);

    /// <summary>Tells the handle that its session is gone.</summary>
    public void ClosedWithSession() =>
        CloseAs(TurnOutcome.Interrupted, InterruptionReasons.SessionDeleted, sessionIsGone: true);

    public void OnEnded(TurnEnd end)
    {
        // The verb that ended it tells its caller itself.
        if (end.Revision != EndingRevision) CloseAs(end.Outcome, end.Reason, end.SessionIsGone);
    }

    public void OnStopped() => Stop();

    protected override void Watch() => engine.Watch(this);
}
