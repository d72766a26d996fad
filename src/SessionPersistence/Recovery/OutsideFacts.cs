using SessionPersistence.Catalog;
using SessionPersistence.StateDb;

namespace SessionPersistence.Recovery;

/// <summary>What is known of sessions outside their files: the other program's tombstones, and its database.</summary>
/// <param name="tombstones">The sessions that the other program deleted.</param>
/// <param name="stateDb">Its database, if one is known.</param>
internal sealed class OutsideFacts(IDocumentVeto tombstones, IStateDb? stateDb)
{
    /// <summary>Gets, of the sessions that were asked for, those that have a row; <see langword="null"/> when nobody
    /// can tell.</summary>
    public IReadOnlySet<SessionId>? Rows { get; init; }

    /// <summary>Gets the sessions that the database has, with how many messages.</summary>
    public IReadOnlyDictionary<SessionId, long> Recoverable { get; init; } = new Dictionary<SessionId, long>();

    /// <summary>Gets how many bytes a document may have.</summary>
    public long MaxDocumentBytes { get; init; }

    public bool IsTombstoned(SessionId id) => tombstones.Of(id) == DocumentVeto.Tombstoned;

    /// <summary>Whether a database that can be read has no row of a session.</summary>
    public bool LacksRow(SessionId id) => Rows is not null && !Rows.Contains(id);

    /// <summary>Returns how many messages the database has of a session.</summary>
    public long MessagesInStateDb(SessionId id) => Recoverable.GetValueOrDefault(id);

    /// <summary>Reads a session from the database.</summary>
    /// <exception cref="StateDbUnavailableException">It cannot be read any more, or does not have the
    /// session.</exception>
    /// <exception cref="IOException">There is more of it than a document may hold.</exception>
    public async Task<SessionContent> ReadStateDbAsync(SessionId id)
    {
        await foreach (var (_, content) in StateDbContent.ReadAsync(stateDb!, [id], MaxDocumentBytes)
            .ConfigureAwait(false)) return content();

        throw new StateDbUnavailableException(
            new(StateDbCondition.Readable, "It does not have the messages of the session any more."));
    }
}
