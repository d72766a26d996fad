namespace SessionPersistence;

/// <summary>The device refused a write.</summary>
/// <param name="message">What was tried.</param>
/// <param name="outcome">What became of it.</param>
/// <param name="innerException">The device's own error.</param>
public sealed class SessionWriteException(string message, WriteOutcome outcome, Exception? innerException = null)
    : SessionPersistenceException(message, innerException)
{
    /// <summary>Gets what became of the write.</summary>
    public WriteOutcome Outcome { get; } = outcome;

    /// <inheritdoc/>
    /// <value><see langword="true"/> when the write is <see cref="WriteOutcome.NotDone"/>.</value>
    public override bool IsTransient => Outcome == WriteOutcome.NotDone;
}
