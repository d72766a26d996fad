namespace SessionPersistence.Recovery;

/// <summary>A turn that a session file of another program calls under way.</summary>
/// <param name="StreamId">The stream that the answer was to go to.</param>
/// <param name="Prompt">What was submitted.</param>
internal sealed record ForeignPending(string StreamId, ForeignPrompt Prompt);
