namespace SessionPersistence;

/// <summary>What a session starts with.</summary>
public sealed record NewSession : SessionAttributes
{
    /// <summary>Gets the id; <see langword="null"/> lets the store make one.</summary>
    public SessionId? Id { get; init; }

    /// <summary>Gets the messages that the session starts with, oldest first.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; init; } = [];

    /// <summary>Gets whether an id that was deleted may be used again. Off, so that get-or-create cannot bring a
    /// deleted session back.</summary>
    /// <remarks>Nothing of the deleted session is read again: the id begins a new life.</remarks>
    public bool ReplaceDeleted { get; init; }
}
