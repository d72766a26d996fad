namespace SessionPersistence;

/// <summary>The store, or the file of one session, cannot be used now: it cannot be read or written, the disk is full,
/// or its file system fails the self-test.</summary>
/// <remarks>Nothing is remembered of it: the next call tries again. <see cref="StoreAccess.ReadOnly"/> reads where
/// nothing can be written.</remarks>
public sealed class StoreUnavailableException : SessionPersistenceException
{
    /// <summary>Tells of the store.</summary>
    /// <param name="store">The directory of the store.</param>
    /// <param name="reason">Why.</param>
    /// <param name="innerException">The error of the file system, if there was one.</param>
    public StoreUnavailableException(string store, string reason, Exception? innerException = null)
        : base($"The directory '{store}' cannot be used as a store: {reason}", innerException) => Store = store;

    /// <summary>Tells of a session.</summary>
    /// <param name="store">The directory of the store.</param>
    /// <param name="sessionId">The session whose file cannot be read now.</param>
    /// <param name="reason">Why.</param>
    /// <param name="innerException">The error of the file system, if there was one.</param>
    public StoreUnavailableException(
        string store, SessionId sessionId, string reason, Exception? innerException = null)
        : base($"Session '{sessionId}' cannot be read now: {reason}", innerException) =>
        (Store, SessionId) = (store, sessionId);

    /// <summary>Gets the directory of the store.</summary>
    public string Store { get; }

    /// <summary>Gets the session whose file cannot be read now; <see langword="null"/> when it is the store.</summary>
    public SessionId? SessionId { get; }

    /// <inheritdoc/>
    /// <value>Always <see langword="true"/>.</value>
    public override bool IsTransient => true;
}
