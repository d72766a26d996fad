using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Knows what this store had written where another program has written over it.</summary>
internal interface IForeignWrites
{
    /// <summary>Puts together what the other program wrote, what it took away from what was there (unless its own marks
    /// say that it was on purpose), and what is waiting.</summary>
    /// <param name="visible">The durable state, as far as it is in memory.</param>
    /// <param name="lastRevision">The revision of the last document of this store; 0 where that is not known.</param>
    /// <param name="written">What the other program wrote.</param>
    /// <param name="waiting">The records that no document of this store had, oldest first.</param>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    ForeignContent Merge(
        SessionHead visible, long lastRevision, SessionDocument written, IReadOnlyList<JournalRecord> waiting);

    /// <summary>Puts a session together without its document.</summary>
    /// <param name="id">The session.</param>
    /// <param name="life">Its life.</param>
    /// <param name="revision">The revision that it has to be at.</param>
    /// <returns><see langword="null"/> when the journal and the backups do not say without a gap what it was.</returns>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    SessionContent? Rebuild(SessionId id, string life, long revision);
}
