namespace SessionPersistence.Recovery;

/// <summary>A turn of another program that is added to a session.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Prompts">What the session lacks of what was submitted; may be empty where the turn was cut off after
/// that.</param>
internal sealed record PlannedTurn(ForeignTurn Turn, IReadOnlyList<ForeignPrompt> Prompts)
{
    /// <summary>Gets the stream whose partial answer is the turn's; <see langword="null"/> where it has none, or it is
    /// that of another turn.</summary>
    public string? AnsweredIn { get; init; }
}
