using System.Runtime.CompilerServices;
using SessionPersistence.Stores;

namespace SessionPersistence.Testing;

/// <summary>The deletions of an in-memory store, and what they kept.</summary>
internal sealed class InMemoryDeletions(InMemorySessionStore store, InMemorySessions sessions, TimeProvider time)
    : ISessionDeletions
{
    public async IAsyncEnumerable<DeletedSession> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var deletions = await store.Do(() => List().OrderBy(deletion => deletion.DeletedAt)
            .ThenBy(deletion => deletion.SessionId).ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var deletion in deletions) yield return deletion;
    }

    public Task<IReadOnlyList<DeletedSession>> FindAsync(SessionId id, CancellationToken cancellationToken = default) =>
        store.Do<IReadOnlyList<DeletedSession>>(
            () => [.. List().Where(deletion => deletion.SessionId == id)], cancellationToken);

    public Task<Session> RestoreAsync(
        DeletedSession deletion, SessionId? newId = null, CancellationToken cancellationToken = default) =>
        store.Do(() =>
        {
            var id = newId ?? deletion.SessionId;
            if (sessions.Deletions.Find(each => IsSame(each.Deletion, deletion)) is not { Session: { } session } found
                || !CanRestore(found.Deletion))
                throw new SessionNotFoundException(deletion.SessionId, sessions.Deleted.Contains(deletion.SessionId));

            store.ThrowIfTaken(id, replaceDeleted: id == deletion.SessionId);
            var restored = new InMemorySession(
                session.Metadata with { Id = id, Revision = 1, OpenTurnId = null });
            restored.Messages.AddRange(session.Messages);
            if (session.OpenTurn is { } open)
            {
                restored.Messages.AddRange(TurnInterruption.CreateMessages(
                    open.TurnId, session.MessagesOf(open.TurnId), session.PartialText, "session_deleted"));
            }

            restored.Metadata = restored.Metadata with { MessageCount = restored.Messages.Count };
            sessions.Alive[id] = restored;
            return new Session(restored.Metadata, [.. restored.Messages]);
        }, cancellationToken);

    private IEnumerable<DeletedSession> List() =>
        sessions.Deletions.Select(each => each.Deletion with { CanRestore = CanRestore(each.Deletion) });

    private bool CanRestore(DeletedSession deletion) => deletion.KeptUntil > time.GetUtcNow();

    private static bool IsSame(DeletedSession one, DeletedSession other) =>
        (one.SessionId, one.DeletedAt, one.Revision) == (other.SessionId, other.DeletedAt, other.Revision);
}
