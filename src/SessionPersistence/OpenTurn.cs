namespace SessionPersistence;

/// <summary>A turn that has begun and not ended.</summary>
/// <param name="SessionId">The session that it belongs to.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="StreamId">The host's name for the stream that carries the answer, if it gave one.</param>
/// <param name="StartedAt">When it began, by the wall clock of that moment.</param>
public sealed record OpenTurn(SessionId SessionId, TurnId TurnId, string? StreamId, DateTimeOffset StartedAt);
