namespace SessionPersistence;

/// <summary>One write that a <see cref="Turn"/> asks its store for.</summary>
/// <param name="Kind">What it is.</param>
public sealed record TurnWrite(TurnWriteKind Kind)
{
    /// <summary>Gets the messages of a <see cref="TurnWriteKind.Step"/> or
    /// <see cref="TurnWriteKind.Completed"/>.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; init; } = [];

    /// <summary>Gets the text of a <see cref="TurnWriteKind.Partial"/>, or the reason of an
    /// <see cref="TurnWriteKind.Interrupted"/>.</summary>
    public string? Text { get; init; }
}
