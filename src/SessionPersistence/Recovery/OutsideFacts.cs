namespace SessionPersistence.Recovery;

/// <summary>What is known of sessions outside their files: the other program's tombstones, and its database.</summary>
internal sealed class OutsideFacts
{
    /// <summary>Gets the ids that the other program says it deleted.</summary>
    public IReadOnlySet<SessionId> Tombstones { get; init; } = new HashSet<SessionId>();

    /// <summary>Gets, of the sessions that were asked for, those that have a row; <see langword="null"/> when nobody can tell.</summary>
    public IReadOnlySet<SessionId>? Rows { get; init; }

    /// <summary>Gets the sessions that could be written from the database, with how many messages it has of each.</summary>
    public IReadOnlyDictionary<SessionId, int> Recoverable { get; init; } = new Dictionary<SessionId, int>();

    /// <summary>Whether a database that can be read has no row of a session.</summary>
    public bool LacksRow(SessionId id) => Rows is not null && !Rows.Contains(id);
}
