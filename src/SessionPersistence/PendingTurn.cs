namespace SessionPersistence;

/// <summary>A turn that had no ending when its <see cref="TurnJournal"/> was opened: the host that began it is
/// gone.</summary>
/// <param name="SessionId">The session that it belongs to.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="StreamId">The host's name for the stream that carried the answer, if it gave one.</param>
/// <param name="StartedAt">When the first of its events happened, by the wall clock of its host.</param>
/// <param name="Events">Its events, oldest first; the first <c>submitted</c> among them holds what the user
/// said.</param>
public sealed record PendingTurn(
    SessionId SessionId, TurnId TurnId, string? StreamId, DateTimeOffset StartedAt, IReadOnlyList<TurnRecord> Events);
