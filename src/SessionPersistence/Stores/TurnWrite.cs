namespace SessionPersistence.Stores;

/// <summary>One write that a <see cref="Turn"/> asks its store for; for stores.</summary>
/// <param name="Kind">What it is.</param>
public sealed record TurnWrite(TurnWriteKind Kind)
{
    /// <summary>Gets the messages of a <see cref="TurnWriteKind.Append"/> or
    /// <see cref="TurnWriteKind.Complete"/>.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; init; } = [];

    /// <summary>Gets the text of a <see cref="TurnWriteKind.Progress"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Gets the reason of an <see cref="TurnWriteKind.Interrupt"/>.</summary>
    public string? Reason { get; init; }
}
