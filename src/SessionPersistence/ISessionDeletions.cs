namespace SessionPersistence;

/// <summary>The deletions of a store: an ability that not every store has; ask
/// <see cref="ISessionStore.GetService"/>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ISessionDeletions
{
    /// <summary>Lists all deletions that were acknowledged, by time, then by id.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    IAsyncEnumerable<DeletedSession> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns the deletions of one id, by time; empty when it never was deleted.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<IReadOnlyList<DeletedSession>> FindAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Undeletes: makes a session of what a deletion kept; else of a file that somebody put under a name of
    /// the session since.</summary>
    /// <param name="deletion">The deletion, as it was listed. It stays listed, and what it kept stays until its time is
    /// over.</param>
    /// <param name="newId">The id of the session; its own when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Observed until the write is queued.</param>
    /// <returns>The session, at the first revision of a new life: whoever wrote to the deleted one still learns that it
    /// was deleted. Its messages, attributes and times are those that it had, with a turn that was open
    /// interrupted.</returns>
    /// <exception cref="SessionNotFoundException">There is nothing to undelete.</exception>
    /// <exception cref="SessionExistsException">The id is taken: it was used again, or undeleted already.</exception>
    /// <exception cref="SessionDeletedException"><paramref name="newId"/> is another id that was
    /// deleted.</exception>
    /// <exception cref="SessionCorruptException">What is there cannot be read.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<Session> RestoreAsync(
        DeletedSession deletion, SessionId? newId = null, CancellationToken cancellationToken = default);
}
