namespace SessionPersistence.Tests.Stores;

/// <summary>A turn of an <see cref="InMemorySessionStore"/>.</summary>
internal sealed class InMemoryTurn(
    InMemorySessionStore store,
    InMemorySession session,
    TurnId id,
    TurnState state,
    TurnOwnership ownership) : Turn(session.Metadata.Id, id, state, ownership)
{
    /// <summary>Gets the life that the turn belongs to.</summary>
    public InMemorySession Session { get; } = session;

    public TurnStateException Ended(TurnOutcome outcome)
    {
        CloseAs(outcome);
        return new(SessionId, Id, outcome == TurnOutcome.Completed ? TurnState.Completed : TurnState.Interrupted);
    }

    public void Gone() => CloseWithSession();

    protected override Task<long> WriteAsync(TurnWrite write) => Task.FromResult(store.Write(this, write));
}
