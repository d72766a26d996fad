namespace SessionPersistence;

/// <summary>An immutable snapshot of a session at one revision.</summary>
/// <remarks>There is no way to save it: writes are verbs of <see cref="ISessionStore"/>, which say what they add or why
/// they take away.</remarks>
public sealed class Session
{
    /// <summary>Makes a snapshot; for stores.</summary>
    /// <param name="metadata">The metadata of the same revision.</param>
    /// <param name="messages">The messages of the range that was asked for, oldest first.</param>
    /// <param name="firstMessageIndex">The index, within the whole conversation, of the first of
    /// <paramref name="messages"/>.</param>
    /// <param name="openTurn">The turn that is open, if any.</param>
    public Session(
        SessionMetadata metadata,
        IReadOnlyList<SessionMessage> messages,
        int firstMessageIndex = 0,
        OpenTurn? openTurn = null)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfNegative(firstMessageIndex);

        Metadata = metadata;
        Messages = messages;
        FirstMessageIndex = firstMessageIndex;
        OpenTurn = openTurn;
    }

    /// <summary>Gets the id.</summary>
    public SessionId Id => Metadata.Id;

    /// <summary>Gets the revision that this is a snapshot of; give it to
    /// <see cref="ISessionStore.RewriteAsync"/>.</summary>
    public long Revision => Metadata.Revision;

    /// <summary>Gets the metadata.</summary>
    public SessionMetadata Metadata { get; }

    /// <summary>Gets the messages of the range that was asked for, oldest first.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; }

    /// <summary>Gets the index of the first of <see cref="Messages"/> within the whole conversation; 0 when all were
    /// asked for.</summary>
    public int FirstMessageIndex { get; }

    /// <summary>Gets the turn that is open, if any.</summary>
    public OpenTurn? OpenTurn { get; }
}
