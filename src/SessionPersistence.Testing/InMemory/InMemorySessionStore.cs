using SessionPersistence.Stores;

namespace SessionPersistence.Testing;

/// <summary>Keeps sessions in memory, for the tests of a host: it conforms as every store does, and forgets everything
/// when it is collected.</summary>
/// <remarks>Made of the public surface of the library alone; safe for concurrent use. It has
/// <see cref="ISessionDeletions"/>.</remarks>
public sealed partial class InMemorySessionStore : ISessionStore
{
    private readonly InMemorySessions _sessions;
    private readonly TimeProvider _time;
    private readonly RecoveryReport _report = new([], TimeSpan.Zero);
    private bool _disposed;

    /// <summary>Makes an empty store.</summary>
    /// <param name="environment">The clock; nothing else is used.</param>
    public InMemorySessionStore(StoreEnvironment? environment = null)
        : this(new(), environment)
    {
    }

    /// <summary>Makes a store of sessions that another one has made.</summary>
    internal InMemorySessionStore(InMemorySessions sessions, StoreEnvironment? environment) =>
        (_sessions, _time) = (sessions, environment?.TimeProvider ?? TimeProvider.System);

    /// <inheritdoc/>
    public Task<Session> CreateAsync(NewSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ThrowIfInvalid(session.Messages);
        return Do(() =>
        {
            var id = session.Id ?? SessionId.New();
            ThrowIfDefault(id);
            ThrowIfTaken(id, session.ReplaceDeleted);
            var created = _sessions.Alive[id] = new(MetadataOf(id, session));
            created.Messages.AddRange(Stored(session.Messages, turnId: null));
            created.Note(created.Metadata.Revision);
            created.Metadata = created.Metadata with { MessageCount = created.Messages.Count };
            return new Session(created.Metadata, [.. created.Messages]);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Session?> LoadAsync(
        SessionId id, MessageRange range = default, CancellationToken cancellationToken = default) => Do(() =>
        {
            ThrowIfDefault(id);
            if (!_sessions.Alive.TryGetValue(id, out var session)) return null;

            var start = range.StartIn(session.Messages.Count);
            return new Session(session.Metadata, [.. session.Messages.Skip(start)], start, session.OpenTurn);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<SessionMetadata?> LoadMetadataAsync(SessionId id, CancellationToken cancellationToken = default) =>
        Do(() =>
        {
            ThrowIfDefault(id);
            return _sessions.Alive.GetValueOrDefault(id)?.Metadata;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Do(() =>
        {
            var after = query.ContinuationToken is null ? "" : Checked(query.ContinuationToken, query.OrderBy);
            var rest = _sessions.Alive.Values
                .Where(session => IsWanted(session, query))
                .Select(session => session.Metadata)
                .OrderBy(metadata => Cursor(metadata, query.OrderBy), StringComparer.Ordinal)
                .Where(metadata => string.CompareOrdinal(Cursor(metadata, query.OrderBy), after) > 0)
                .Take(query.Limit + 1)
                .ToList();
            var page = rest.Take(query.Limit).ToList();
            return new SessionPage(page)
            {
                ContinuationToken = rest.Count > page.Count ? Cursor(page[^1], query.OrderBy) : null,
            };
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteResult> AppendAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        long? expectedRevision = null,
        CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(messages, atLeast: 1);
        return Do(() =>
        {
            ThrowIfDefault(id);
            var session = _sessions.Find(id);
            if (FindRepeat(session, messages) is { } repeat) return repeat;
            if (expectedRevision is { } expected) Compare(session, expected);

            return session.Write(_time.GetUtcNow(), Stored(messages, turnId: null));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteResult> RewriteAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        RewriteReason reason,
        long expectedRevision,
        CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(messages);
        if (!Enum.IsDefined(reason)) throw new ArgumentOutOfRangeException(nameof(reason));

        return Do(() =>
        {
            ThrowIfDefault(id);
            var session = _sessions.Find(id);
            Compare(session, expectedRevision);
            if (session.OpenTurn is { } open) throw new TurnInProgressException(id, open.TurnId);

            var kept = session.Messages.Zip(messages).TakeWhile(pair => IsSame(pair.First, pair.Second)).Count();
            if (kept == session.Messages.Count && kept == messages.Count)
                return new() { Revision = expectedRevision, IsRepeat = true, Messages = [.. session.Messages] };

            session.KeepFirst(kept);
            var written = session.Write(_time.GetUtcNow(), Stored([.. messages.Skip(kept)], turnId: null));
            return written with { FirstIndex = 0, Messages = [.. session.Messages] };
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SessionMetadata> UpdateMetadataAsync(
        SessionId id,
        Func<SessionMetadata, SessionMetadata> change,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var before = await Do(() =>
            {
                ThrowIfDefault(id);
                return _sessions.Find(id).Metadata;
            }, cancellationToken).ConfigureAwait(false);
            var changed = change(before) ?? throw new ArgumentException("Metadata cannot become null.", nameof(change));
            if (Account(changed) != Account(before))
                throw new ArgumentException("Only attributes can be changed.", nameof(change));
            if (changed == before) return before;

            var after = await Do(() => TryUpdate(_sessions.Find(id), before, changed), cancellationToken)
                .ConfigureAwait(false);
            if (after is not null) return after;
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(
        SessionId id, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Reason?.Length > 1000) throw new ArgumentException("The reason is too long.", nameof(options));
        if (options?.KeepFor <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(options));

        return Do(() =>
        {
            ThrowIfDefault(id);
            if (!_sessions.Alive.Remove(id, out var session)) return false;

            _sessions.Deleted.Add(id);
            session.EndWithSession();
            Keep(session, options ?? new());
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RecoveryReport> OpenAsync(CancellationToken cancellationToken = default) =>
        Do(() => _report, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreHealth> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new StoreHealth(_disposed ? StoreStatus.Unavailable : StoreStatus.Healthy));

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        if (serviceKey is not null) return null;
        if (serviceType == typeof(ISessionDeletions)) return new InMemoryDeletions(this, _sessions, _time);

        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;

        await foreach (var open in ListOpenTurnsAsync().ConfigureAwait(false))
        {
            if (await FindOpenTurnAsync(open.SessionId).ConfigureAwait(false) is { } turn)
                await turn.InterruptAsync(InterruptionReasons.StoreClosed).ConfigureAwait(false);
        }

        _disposed = true;
    }

    private void Keep(InMemorySession session, DeleteOptions options)
    {
        var (now, metadata) = (_time.GetUtcNow(), session.Metadata);
        _sessions.Deletions.Add((
            new()
            {
                SessionId = metadata.Id,
                DeletedAt = now,
                Revision = metadata.Revision + 1,
                MessageCount = metadata.MessageCount,
                Reason = options.Reason,
                KeptUntil = now + options.KeepFor,
            },
            session));
    }

    // Everything happens at once under one lock: what a database would do in one transaction.
    internal Task<T> Do<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_sessions.Gate) return Task.FromResult(work());
    }

    private SessionMetadata? TryUpdate(InMemorySession session, SessionMetadata before, SessionMetadata changed)
    {
        if (!ReferenceEquals(session.Metadata, before)) return null;

        session.Metadata = changed;
        session.Write(_time.GetUtcNow(), []);
        return session.Metadata;
    }

    internal void ThrowIfTaken(SessionId id, bool replaceDeleted)
    {
        var taken = _sessions.Alive.Keys.Where(
            other => string.Equals(other.Value, id.Value, StringComparison.OrdinalIgnoreCase)).ToList();
        if (taken.Count > 0) throw new SessionExistsException(id, taken[0]);
        if (_sessions.Deleted.Contains(id) && !replaceDeleted) throw new SessionDeletedException(id);
    }

    private SessionMetadata MetadataOf(SessionId id, NewSession session)
    {
        var now = _time.GetUtcNow();
        return new()
        {
            Id = id,
            Revision = 1,
            MessageCount = 0,
            CreatedAt = session.CreatedAt ?? now,
            UpdatedAt = session.UpdatedAt ?? now,
            Title = session.Title,
            Workspace = session.Workspace,
            Model = session.Model,
            ModelProvider = session.ModelProvider,
            Profile = session.Profile,
            ProjectId = session.ProjectId,
            WorktreePath = session.WorktreePath,
            Parent = session.Parent,
            Pinned = session.Pinned,
            Archived = session.Archived,
            Properties = session.Properties,
        };
    }

    private static void Compare(InMemorySession session, long expected)
    {
        var found = session.Metadata.Revision;
        if (found != expected) throw new SessionConflictException(session.Metadata.Id, expected, found);
    }

    // What the first write was answered with, where all of the messages are there, in their order, saying the same.
    private static WriteResult? FindRepeat(InMemorySession session, IReadOnlyList<SessionMessage> messages)
    {
        var places = messages.Select(message => PlaceOf(session, message)).ToList();
        if (places.TrueForAll(place => place < 0)) return null;

        var isRepeat = places.TrueForAll(place => place >= 0) && places.Order().SequenceEqual(places)
            && messages.Zip(places).All(pair => StoredMessages.SaysSame(session.Messages[pair.Second], pair.First));
        return isRepeat
            ? new()
            {
                Revision = places.Min(session.RevisionOf),
                IsRepeat = true,
                FirstIndex = places[0],
                Messages = [.. places.Select(place => session.Messages[place])],
            }
            : throw new IdReusedException(session.Metadata.Id, FirstKnown(session, messages)!);
    }

    private static int PlaceOf(InMemorySession session, SessionMessage message) =>
        message.Id is { } id ? session.Messages.FindIndex(stored => stored.Id == id) : -1;

    private static string? FirstKnown(InMemorySession session, IReadOnlyList<SessionMessage> messages) =>
        messages.FirstOrDefault(message => PlaceOf(session, message) >= 0)?.Id;

    private static void ThrowIfRepeated(IReadOnlyList<SessionMessage> messages)
    {
        var ids = messages.Select(message => message.Id).OfType<string>().ToList();
        if (ids.Distinct().Count() < ids.Count)
            throw new ArgumentException("Two of the messages have the same id.", nameof(messages));
    }

    private static bool IsSame(SessionMessage stored, SessionMessage given) =>
        given.WithIds(stored.Id!, stored.TurnId).Utf8Json.Span.SequenceEqual(stored.Utf8Json.Span);

    private static IReadOnlyList<SessionMessage> Stored(IReadOnlyList<SessionMessage> messages, TurnId? turnId) =>
        [.. messages.Select(message => message.WithIds(Guid.NewGuid().ToString("n"), turnId?.Value))];

    private static (SessionId, long, int, DateTimeOffset, DateTimeOffset, TurnId?) Account(SessionMetadata metadata) =>
        (metadata.Id, metadata.Revision, metadata.MessageCount, metadata.CreatedAt, metadata.UpdatedAt,
            metadata.OpenTurnId);

    private static bool IsWanted(InMemorySession session, SessionQuery query)
    {
        var metadata = session.Metadata;
        return (query.Archived is null || metadata.Archived == query.Archived)
            && (query.Workspace is null || metadata.Workspace == query.Workspace)
            && (query.Parent is null || metadata.Parent == query.Parent)
            && (query.UpdatedSince is null || metadata.UpdatedAt >= query.UpdatedSince)
            && !(query.HideEmpty && IsEmpty(metadata));
    }

    private static bool IsEmpty(SessionMetadata metadata) =>
        metadata is { MessageCount: 0, OpenTurnId: null, Title: null or "" or "Untitled", WorktreePath: null or "" };

    private static string Cursor(SessionMetadata metadata, SessionOrder order)
    {
        var instant = order == SessionOrder.Created ? metadata.CreatedAt : metadata.UpdatedAt;
        return $"{order}{long.MaxValue - instant.UtcTicks:d19}~{metadata.Id}";
    }

    private static string Checked(string cursor, SessionOrder order) =>
        cursor.StartsWith($"{order}") && cursor.IndexOf('~') == $"{order}".Length + 19
            ? cursor
            : throw new ArgumentException("Not a cursor.", nameof(cursor));

    private static void ThrowIfDefault(SessionId id) => ArgumentOutOfRangeException.ThrowIfEqual(id, default);

    private static void ThrowIfInvalid(IReadOnlyList<SessionMessage> messages, int atLeast = 0)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThan(messages.Count, atLeast, nameof(messages));
        if (messages.Contains(null)) throw new ArgumentException("A message is null.", nameof(messages));
    }
}
