using System.Runtime.CompilerServices;
using SessionPersistence.Documents;
using SessionPersistence.Stores;

namespace SessionPersistence;

/// <summary>What every store can do because it can create and load sessions.</summary>
public static class SessionStoreExtensions
{
    private const int MaxImportBytes = 256 * 1024 * 1024;

    /// <summary>Loads a session that must be there; never writes.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The session.</param>
    /// <param name="range">Which of its messages.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>.</param>
    /// <returns>The newest durable state.</returns>
    /// <exception cref="SessionNotFoundException">There is no such session; it says whether there was
    /// one.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    public static async Task<Session> LoadRequiredAsync(
        this ISessionStore store,
        SessionId id,
        MessageRange range = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);

        if (await store.LoadAsync(id, range, cancellationToken).ConfigureAwait(false) is { } session) return session;

        // A load says nothing of a session that was deleted; a call that needs one does.
        await store.FindOpenTurnAsync(id, cancellationToken).ConfigureAwait(false);
        throw new SessionNotFoundException(id, wasDeleted: false);
    }

    /// <summary>Loads a session, or creates it where there is none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="session">What it is created with; with an id.</param>
    /// <param name="range">Which of its messages are loaded.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>.</param>
    /// <returns>The session; of several callers at once one creates it, and all get the same.</returns>
    /// <exception cref="ArgumentException">The new session has no id.</exception>
    /// <exception cref="SessionDeletedException">The id was deleted and <see cref="NewSession.ReplaceDeleted"/> is
    /// off.</exception>
    /// <exception cref="SessionExistsException">The id differs from one that is taken only in case.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public static async Task<Session> GetOrCreateAsync(
        this ISessionStore store,
        NewSession session,
        MessageRange range = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(session);
        if (session.Id is not { } id)
            throw new ArgumentException("A session is found by its id: give it one.", nameof(session));

        while (true)
        {
            if (await store.LoadAsync(id, range, cancellationToken).ConfigureAwait(false) is { } found) return found;

            try
            {
                var created = await store.CreateAsync(session, cancellationToken).ConfigureAwait(false);
                var first = range.StartIn(created.Messages.Count);
                return new(created.Metadata, [.. created.Messages.Skip(first)], first);
            }
            catch (SessionExistsException e) when (e.Existing == id)
            {
                // Another caller was first. It may be deleted again by now.
            }
        }
    }

    /// <summary>Appends what a host's own list of messages has beyond the session: for hosts that keep the whole
    /// list.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The session.</param>
    /// <param name="messages">All messages of the session, oldest first, and new ones behind them.</param>
    /// <param name="expectedRevision">The revision that the list was made from.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>.</param>
    /// <returns>What was appended; a repeat without messages where the list has nothing new.</returns>
    /// <exception cref="SessionShrinkException">The list lacks something that the session has; nothing was
    /// written.</exception>
    /// <exception cref="SessionConflictException">The session is at another revision.</exception>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once; nothing was
    /// written.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public static async Task<WriteResult> ExtendAsync(
        this ISessionStore store,
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        long expectedRevision,
        CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfInvalid(messages);

        var session = await store.LoadRequiredAsync(id, default, cancellationToken).ConfigureAwait(false);
        if (session.Revision != expectedRevision)
            throw new SessionConflictException(id, expectedRevision, session.Revision);

        var (stored, count) = (session.Messages, session.Messages.Count);
        var same = stored.Zip(messages).TakeWhile(pair => IsSame(pair.First, pair.Second)).Count();
        if (same < count) throw new SessionShrinkException(id, count, messages.Count, same);
        if (messages.Count == count) return new() { Revision = expectedRevision, IsRepeat = true, FirstIndex = count };

        return await store.AppendAsync(id, [.. messages.Skip(count)], expectedRevision, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Interrupts the open turn of a session from outside: the stop button.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The session.</param>
    /// <param name="reason">Why: a constant of <see cref="InterruptionReasons"/>, or a word of the host.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="ISessionStore"/>.</param>
    /// <returns><see langword="false"/> when no turn was open.</returns>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public static async Task<bool> InterruptTurnAsync(
        this ISessionStore store,
        SessionId id,
        string reason = InterruptionReasons.Stopped,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);

        if (await store.FindOpenTurnAsync(id, cancellationToken).ConfigureAwait(false) is not { } turn) return false;

        try
        {
            await turn.InterruptAsync(reason, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TurnEndedException)
        {
            // It ended at the same moment.
            return false;
        }
    }

    /// <summary>Lists sessions, page after page.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">Which sessions, in which order; its limit is the size of a page.</param>
    /// <param name="cancellationToken">Observed between pages.</param>
    /// <returns>The sessions; one that is written meanwhile may be missed, or come twice: see
    /// <see cref="SessionQuery"/>.</returns>
    public static async IAsyncEnumerable<SessionMetadata> ListAllAsync(
        this ISessionStore store,
        SessionQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);

        var next = query.ContinuationToken;
        do
        {
            var page = await store.ListAsync(query with { ContinuationToken = next }, cancellationToken)
                .ConfigureAwait(false);
            foreach (var session in page.Items) yield return session;
            next = page.ContinuationToken;
        }
        while (next is not null);
    }

    /// <summary>Creates a session that begins with the first messages of another one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The session to fork; it stays what it is, and may go on.</param>
    /// <param name="atMessage">How many of its messages the new session begins with: from 0 to all.</param>
    /// <param name="newId">The id of the new session; <see langword="null"/> lets the store make one.</param>
    /// <param name="title">The title of the new session; <see langword="null"/> for the same.</param>
    /// <param name="cancellationToken">Observed until the write is queued.</param>
    /// <returns>The new session; its <see cref="SessionAttributes.Parent"/> is the forked one.</returns>
    /// <remarks>
    /// One write, as durable as <see cref="ISessionStore.CreateAsync"/>. Messages keep their ids. A tool call that
    /// those messages leave unanswered is closed by an answer that carries <c>_interrupted</c>: providers refuse a
    /// transcript with an open one. Attributes are the same but for what belongs to the place of the old session alone:
    /// the new one is neither pinned nor archived, and has no work tree.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The session has fewer messages.</exception>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy of it.</exception>
    /// <exception cref="SessionTooLargeException">The messages are more than the store writes at once.</exception>
    /// <exception cref="SessionExistsException">The new id is taken.</exception>
    /// <exception cref="SessionDeletedException">The new id is that of a deleted session.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public static async Task<Session> ForkAsync(
        this ISessionStore store,
        SessionId id,
        int atMessage,
        SessionId? newId = null,
        string? title = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegative(atMessage);

        var session = await store.LoadRequiredAsync(id, default, cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMessage, session.Messages.Count);

        var fork = NewSession.Of(session.Metadata) with
        {
            Id = newId,
            Messages = ToolCalls.Close([.. session.Messages.Take(atMessage)]),
            Title = title ?? session.Metadata.Title,
            Parent = id,
            Pinned = false,
            Archived = false,
            WorktreePath = null,
        };
        return await store.CreateAsync(fork, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a session as one portable JSON document: its attributes and its messages, token for
    /// token.</summary>
    /// <param name="store">The store.</param>
    /// <param name="id">The session.</param>
    /// <param name="destination">Where to; it is written to, and neither flushed to disk nor closed.</param>
    /// <param name="cancellationToken">Ends the work; what was written until then is no whole document.</param>
    /// <exception cref="SessionNotFoundException">There is no such session; nothing was written.</exception>
    public static async Task ExportAsync(
        this ISessionStore store, SessionId id, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(destination);

        var session = await store.LoadRequiredAsync(id, default, cancellationToken).ConfigureAwait(false);
        await destination.WriteAsync(PortableDocument.Write(session.Metadata, session.Messages), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Creates a session from a document that <see cref="ExportAsync"/> wrote.</summary>
    /// <param name="store">The store.</param>
    /// <param name="source">The document; read to its end, which must come within 256 MiB.</param>
    /// <param name="options">Which session it becomes; by default one with an id that the store makes.</param>
    /// <param name="cancellationToken">Observed until the write is queued.</param>
    /// <returns>The new session, with the times that the document says.</returns>
    /// <remarks>A document of a store, or of hermes-webui, is read too: its attributes, its times and its messages are
    /// taken, what else is in it is not.</remarks>
    /// <exception cref="SessionImportException">It is no such document; nothing was created.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it; nothing was
    /// created.</exception>
    /// <exception cref="SessionTooLargeException">It is more than the store writes at once.</exception>
    /// <exception cref="SessionExistsException">The id is taken.</exception>
    /// <exception cref="SessionDeletedException">The id is that of a deleted session, which the options do not
    /// replace.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public static async Task<Session> ImportAsync(
        this ISessionStore store,
        Stream source,
        ImportOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(source);

        var session = PortableDocument.Read(await ReadAsync(source, cancellationToken).ConfigureAwait(false)) with
        {
            Id = options?.Id,
            ReplaceDeleted = options?.ReplaceDeleted ?? false,
        };
        return await store.CreateAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a service that a kind of store has, through any wrappers around it: of a
    /// <see cref="FileSessionStore"/> for example its <see cref="BackupGuard"/>.</summary>
    /// <typeparam name="T">The type of the service.</typeparam>
    /// <param name="store">The store.</param>
    /// <param name="serviceKey">See <see cref="ISessionStore.GetService"/>.</param>
    /// <returns>The service, or <see langword="null"/> when there is none.</returns>
    public static T? GetService<T>(this ISessionStore store, object? serviceKey = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        return (T?)store.GetService(typeof(T), serviceKey);
    }

    /// <summary>Asks for a service that a kind of store has, and the caller cannot do without.</summary>
    /// <typeparam name="T">The type of the service.</typeparam>
    /// <param name="store">The store.</param>
    /// <param name="serviceKey">See <see cref="ISessionStore.GetService"/>.</param>
    /// <exception cref="NotSupportedException">This store has no such service.</exception>
    public static T GetRequiredService<T>(this ISessionStore store, object? serviceKey = null)
        where T : class => store.GetService<T>(serviceKey) ?? throw new NotSupportedException(
            $"A {store.GetType().Name} has no {typeof(T).Name}. A FileSessionStore has a BackupGuard, a DeletionLedger "
                + "and a RecoveryScanner; a wrapper has what it passes on.");

    // A host that keeps its own list may not have the ids that the store gave.
    private static bool IsSame(SessionMessage stored, SessionMessage given) =>
        (given.Id is null || given.Id == stored.Id) && StoredMessages.SaysSame(stored, given);

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await source.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > MaxImportBytes)
                throw new SessionImportException($"It is longer than {MaxImportBytes} bytes.", MaxImportBytes);

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
