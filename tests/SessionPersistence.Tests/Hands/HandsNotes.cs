namespace SessionPersistence.Tests.Hands;

/// <summary>Messages that were sent, or that an acknowledgement says are stored.</summary>
/// <param name="Session">The session.</param>
/// <param name="Marks">The marks of the messages: see <see cref="Marks"/>.</param>
/// <param name="Beside">What another owner found in the session before: it tells of which life the session was.</param>
internal sealed record Said(string Session, IReadOnlyList<string> Marks, string? Beside = null);

/// <summary>Messages that a call takes away on purpose; sent before the call.</summary>
/// <param name="Session">The session.</param>
/// <param name="Marks">What was visible and is not any more.</param>
/// <param name="IsDeletion">Whether the session went as a whole.</param>
internal sealed record Taken(string Session, IReadOnlyList<string> Marks, bool IsDeletion = false);

/// <summary>A deletion that was acknowledged.</summary>
internal sealed record Gone(string Session);

/// <summary>What a recovery or a health said while the scenario ran.</summary>
internal sealed record Told(string Words);
