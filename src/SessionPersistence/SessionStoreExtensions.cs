using SessionPersistence.Documents;

namespace SessionPersistence;

/// <summary>What every store can do because it can create and load sessions.</summary>
public static class SessionStoreExtensions
{
    private const int MaxImportBytes = 256 * 1024 * 1024;

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

        var session = await LoadAsync(store, id, cancellationToken).ConfigureAwait(false);
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

        var session = await LoadAsync(store, id, cancellationToken).ConfigureAwait(false);
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
    /// <returns>The service, or <see langword="null"/> when there is none of that type.</returns>
    public static T? GetService<T>(this ISessionStore store)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        return (T?)store.GetService(typeof(T));
    }

    private static async Task<Session> LoadAsync(ISessionStore store, SessionId id, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(id, default, cancellationToken).ConfigureAwait(false) is { } session) return session;

        // A load says nothing of a session that was deleted; a call that needs one does.
        await store.FindOpenTurnAsync(id, cancellationToken).ConfigureAwait(false);
        throw new SessionNotFoundException(id, wasDeleted: false);
    }

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
