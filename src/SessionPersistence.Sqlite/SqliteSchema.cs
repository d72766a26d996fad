
namespace SessionPersistence;

/// <summary>The columns that a database has, and the queries that ask for no others.</summary>
internal sealed class SqliteSchema
{
    /// <summary>The set of the ids that a query is given.</summary>
    public const string Ids = "(SELECT value FROM json_each(@ids))";

    /// <summary>Where the session of a message stands in its row.</summary>
    public const int SessionColumn = 0;

    private const int NumberColumn = 1;
    private const int FirstMessageColumn = 2;

    private static readonly string[] SessionColumns =
    [
        "title", "model", "workspace", "parent_session_id", "worktree_path", "worktree_branch", "worktree_repo_root",
        "worktree_created_at", "started_at", "message_count",
    ];

    private readonly IReadOnlySet<string> _sessions;
    private readonly IReadOnlySet<string> _messages;
    private readonly SqliteMessage _message;

    private SqliteSchema(IReadOnlySet<string> sessions, IReadOnlySet<string> messages)
    {
        (_sessions, _messages) = (sessions, messages);
        _message = new(messages, FirstMessageColumn);
    }

    /// <summary>Gets whether it can be told which sessions there are.</summary>
    public bool HasIds => _sessions.Contains("id");

    /// <summary>Gets whether sessions can be read.</summary>
    public StateDbState State => HasIds && _sessions.Contains("source")
        ? new(StateDbCondition.Readable, "The sessions can be read.")
        : new(StateDbCondition.OldSchema, _sessions.Count == 0
            ? "The database has no table 'sessions'."
            : "The table 'sessions' lacks the column 'id' or 'source'.");

    /// <summary>Gets whether there can be messages.</summary>
    public bool HasMessages => _messages.IsSupersetOf(["session_id", "role", "content"]);

    /// <summary>Looks at a database.</summary>
    public static SqliteSchema Of(SqliteReading reading) =>
        new(reading.ColumnsOf("sessions"), reading.ColumnsOf("messages"));

    /// <summary>Returns the query for sessions. The order of equal times is that of the rows: SQLite sorts
    /// stably.</summary>
    /// <param name="some">Whether to ask for the ids that the query is given, instead of for all.</param>
    public string SessionQuery(bool some) =>
        $"""
        SELECT s.id, {string.Join(", ", SessionColumns.Select(ColumnOrNull))},
          {(HasMessages ? "COALESCE(m.stored, 0)" : "0")}
        FROM sessions s
        {(HasMessages ? $"LEFT JOIN ({CountQuery(some)}) m ON m.session_id = s.id" : "")}
        WHERE s.source = 'webui'{(some ? $" AND s.id IN {Ids}" : "")}
        ORDER BY {(_sessions.Contains("started_at") ? "COALESCE(s.started_at, 0)" : "NULL")} DESC
        """;

    private string ColumnOrNull(string name) => _sessions.Contains(name) ? $"s.{name}" : $"NULL AS {name}";

    /// <summary>Gets the query for the messages of the sessions whose ids it is given.</summary>
    public string MessageQuery =>
        $"""
        SELECT session_id, {Number} AS number, {string.Join(", ", _message.Columns)}
        FROM messages
        WHERE session_id IN {Ids}{IsActive}
        ORDER BY session_id, {Number}
        """;

    /// <summary>Reads a row of <see cref="SessionQuery"/>.</summary>
    public static StateDbSession SessionOf(SqliteRow row) => new()
    {
        Id = row.Id(0) ?? "",
        Title = row.Text(1),
        Model = row.Text(2),
        Workspace = row.Text(3),
        ParentSessionId = row.Text(4),
        WorktreePath = row.Text(5),
        WorktreeBranch = row.Text(6),
        WorktreeRepoRoot = row.Text(7),
        WorktreeCreatedAt = row.Real(8),
        WorktreeCreatedAtText = row.TextInPlaceOfReal(8),
        StartedAt = row.Real(9),
        StartedAtText = row.TextInPlaceOfReal(9),
        ClaimedMessages = row.Integer(10),
        Messages = row.Integer(11) ?? 0,
        Faults = row.TakeFaults(),
    };

    /// <summary>Reads a row of <see cref="MessageQuery"/>.</summary>
    public StateDbMessage MessageOf(SqliteRow row, SessionId id)
    {
        row.Number = row.Integer(NumberColumn);
        var message = _message.Read(row);
        return new(id, message) { Faults = row.TakeFaults() };
    }

    private string Number => _messages.Contains("id") ? "id" : "rowid";

    private string IsActive => _messages.Contains("active") ? " AND (active IS NULL OR active <> 0)" : "";

    // One pass over all messages, instead of one for each session.
    private string CountQuery(bool some) =>
        "SELECT session_id, COUNT(*) AS stored FROM messages WHERE "
        + $"{(some ? $"session_id IN {Ids}" : "TRUE")}{IsActive} GROUP BY session_id";
}
