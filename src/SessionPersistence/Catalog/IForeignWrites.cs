using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Knows what this store had written where something else stands under the name of a document.</summary>
internal interface IForeignWrites
{
    /// <summary>Puts what stands there together with what this store knows: by the table in PROTOCOLS.md.</summary>
    /// <param name="visible">The durable state, as far as it is in memory.</param>
    /// <param name="last">The file that is known; <see langword="null"/> when there was none.</param>
    /// <param name="written">What stands there.</param>
    /// <param name="waiting">The records that no document of this store had, oldest first.</param>
    /// <returns><see langword="null"/> for an older document of this store that nothing brings up to date.</returns>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    ForeignContent? TakeIn(
        SessionHead visible, DocumentStamp? last, SessionDocument written, IReadOnlyList<JournalRecord> waiting);

    /// <summary>Whether a document of the other program says that it took messages away on purpose.</summary>
    bool SaysWhatIsMissing(SessionHead written);

    /// <summary>Puts a session together without its document.</summary>
    /// <param name="id">The session.</param>
    /// <param name="life">Its life.</param>
    /// <param name="revision">The revision that it has to be at.</param>
    /// <returns><see langword="null"/> when the journal and the backups do not say without a gap what it was.</returns>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    SessionContent? Rebuild(SessionId id, string life, long revision);
}
