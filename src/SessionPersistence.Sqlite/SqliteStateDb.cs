namespace SessionPersistence;

/// <summary>The database <c>state.db</c> of a Hermes agent: SQLite, read and never written.</summary>
/// <remarks>
/// <para>Every table is read with the columns that it has; without <c>sessions.id</c> and <c>sessions.source</c> there
/// are no sessions, without <c>messages.session_id</c>, <c>role</c> and <c>content</c> there are no messages. Messages
/// are ordered by <c>id</c>, or as they were added; those with <c>active = 0</c> were taken out of the conversation and
/// are not read.</para>
/// <para>No file stays open between calls, and none is made: only beside a database whose write-ahead log was not taken
/// in, SQLite makes its <c>-shm</c> file where it is missing. A call works on the thread of its caller, and waits there
/// for another program's lock.</para>
/// </remarks>
public sealed class SqliteStateDb : IStateDb
{
    private const int RowsPerLook = 256;

    private static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(5);

    private readonly SqliteFile _file;

    /// <summary>Names a database; opens nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="busyTimeout">How long to wait for another program's lock, in whole seconds rounded up, at least 1;
    /// 5 seconds by default.</param>
    public SqliteStateDb(string path, TimeSpan? busyTimeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var timeout = busyTimeout ?? DefaultBusyTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero, nameof(busyTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1), nameof(busyTimeout));

        _file = new(System.IO.Path.GetFullPath(path), timeout);
    }

    /// <inheritdoc/>
    public Task<StateDbState> InspectAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var reading = SqliteReading.Open(_file);
            var schema = SqliteSchema.Of(reading);
            reading.ThrowIfDisturbed();
            return Task.FromResult(schema.State);
        }
        catch (StateDbUnavailableException exception)
        {
            return Task.FromResult(exception.State);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<SessionId>?> FindSessionsAsync(
        IReadOnlyCollection<SessionId> sessions,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var reading = SqliteReading.Open(_file);
            var found = Find(reading, sessions);
            reading.ThrowIfDisturbed();
            return Task.FromResult<IReadOnlySet<SessionId>?>(found);
        }
        catch (StateDbUnavailableException)
        {
            return Task.FromResult<IReadOnlySet<SessionId>?>(null);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDbSession> ReadSessionsAsync(
        IReadOnlyCollection<SessionId>? only = null,
        CancellationToken cancellationToken = default) =>
        ReadSessions(only, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDbMessage> ReadMessagesAsync(
        IReadOnlyCollection<SessionId> sessions,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);

        return ReadMessages(sessions, cancellationToken).ToAsyncEnumerable();
    }

    private static HashSet<SessionId>? Find(SqliteReading reading, IReadOnlyCollection<SessionId> sessions)
    {
        if (!SqliteSchema.Of(reading).HasIds) return null;

        var found = new HashSet<SessionId>();
        foreach (var row in reading.Rows($"SELECT id FROM sessions WHERE id IN {SqliteSchema.Ids}", sessions))
        {
            if (SessionId.TryParse(row.Text(0), out var id)) found.Add(id);
        }

        return found;
    }

    private IEnumerable<StateDbSession> ReadSessions(
        IReadOnlyCollection<SessionId>? only, CancellationToken cancellationToken)
    {
        using var reading = SqliteReading.Open(_file);
        var schema = SqliteSchema.Of(reading);
        if (schema.State.Condition != StateDbCondition.Readable) throw new StateDbUnavailableException(schema.State);

        foreach (var rows in reading.Rows(schema.SessionQuery(only is not null), only).Select(SqliteSchema.SessionOf)
            .Chunk(RowsPerLook))
        {
            // What is handed out is what one state of the database said.
            reading.ThrowIfDisturbed();
            foreach (var session in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return session;
            }
        }

        reading.ThrowIfDisturbed();
    }

    private IEnumerable<StateDbMessage> ReadMessages(
        IReadOnlyCollection<SessionId> sessions, CancellationToken cancellationToken)
    {
        using var reading = SqliteReading.Open(_file);
        var schema = SqliteSchema.Of(reading);
        if (!schema.HasMessages) yield break;

        SessionId id = default;
        byte[] known = [];
        foreach (var row in reading.Rows(schema.MessageQuery, sessions))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!row.TryReadText(SqliteSchema.SessionColumn, out var text)) continue;
            if (!text.SequenceEqual(known))
            {
                if (!SessionId.TryParse(row.Text(SqliteSchema.SessionColumn), out id)) continue;

                // The session before is complete: whoever sees the next one may rely on it.
                reading.ThrowIfDisturbed();
                known = text.ToArray();
            }

            yield return schema.MessageOf(row, id);
        }

        reading.ThrowIfDisturbed();
    }
}
