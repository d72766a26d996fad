using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>Knows what this store had written where another program has written over it.</summary>
internal interface IForeignWrites
{
    /// <summary>Puts what the other program took away back into what it wrote, unless its own marks say that it was on purpose.</summary>
    /// <param name="visible">The durable state, as far as it is in memory.</param>
    /// <param name="stamp">The file that this store last read or wrote; its revision is 0 where that is not known.</param>
    /// <param name="written">What the other program wrote.</param>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    ForeignContent Complete(SessionHead visible, DocumentStamp stamp, SessionDocument written);

    /// <summary>Puts a session together without its document.</summary>
    /// <param name="id">The session.</param>
    /// <param name="life">Its life.</param>
    /// <param name="revision">The revision that it has to be at.</param>
    /// <returns><see langword="null"/> when the journal and the backups do not say without a gap what it was.</returns>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    SessionContent? Rebuild(SessionId id, string life, long revision);
}
