using SessionPersistence.Stores;

namespace SessionPersistence.Testing;

/// <summary>A turn of an <see cref="InMemorySessionStore"/>.</summary>
internal sealed class InMemoryTurn(
    InMemorySessionStore store,
    InMemorySession session,
    TurnId id,
    TurnOwnership ownership,
    TurnOutcome? outcome = null) : Turn(session.Metadata.Id, id, ownership, outcome)
{
    /// <summary>Gets the life that the turn belongs to.</summary>
    public InMemorySession Session { get; } = session;

    public void Ended(TurnOutcome outcome, string? reason) => CloseAs(outcome, reason);

    public void Gone() =>
        CloseAs(TurnOutcome.Interrupted, InterruptionReasons.SessionDeleted, sessionIsGone: true);

    protected override Task<WriteResult> WriteAsync(TurnWrite write) => Task.FromResult(store.Write(this, write));
}
