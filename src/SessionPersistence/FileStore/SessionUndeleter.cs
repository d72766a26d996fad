using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>Brings a deleted session back, because a person says so: as a new life, by one record that says everything.
/// The deletion stays what it is.</summary>
internal sealed class SessionUndeleter(
    StoreContext store,
    StoreEngine engine,
    SessionWriter writer,
    SessionVerbs verbs,
    Deletions deletions,
    ListedDeletions listedDeletions,
    KeptCopies kept)
{
    public async Task<Session> RestoreAsync(
        DeletedSession listed, SessionId? newId, CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        var all = engine.Deletions().Where(deletion => deletion.SessionId == listed.SessionId).ToList();
        var deletion = all.Find(deletion => deletion.Life == listed.Life)
            ?? throw new SessionNotFoundException(listed.SessionId, wasDeleted: all.Count > 0);
        var (content, use) = await ReadAsync(deletion, isLast: deletion == all[^1]).ConfigureAwait(false);
        var id = newId ?? deletion.SessionId;
        var messages = content.Messages.Select(SessionMessage.FromTrusted).ToList();
        var head = await verbs.CreateAsync(id, writer.Whole(JournalRecord.RestoreReason, content), given: [],
            id == deletion.SessionId ? use : DeletedIdUse.Refuse, cancellationToken).ConfigureAwait(false);
        return new(head.ToMetadata(), messages);
    }

    // What was kept is what the session was; a file that somebody put there is second.
    private async Task<(SessionContent Content, DeletedIdUse Use)> ReadAsync(DeletedSession deletion, bool isLast)
    {
        if (listedDeletions.IsKept(deletion) && kept.Read(deletion.SessionId, deletion.Life) is { } copy)
            return (SessionContent.Of(copy), DeletedIdUse.Replace);

        // Files that the deletion names are none that somebody put there.
        var entry = store.Catalog.GetOrAdd(deletion.SessionId, engine);
        await deletions.FinishAsync(entry, [deletion]).ConfigureAwait(false);
        return isLast && listedDeletions.FindLeftover(deletion) is { } path
            ? (ReadLeftover(deletion.SessionId, path), DeletedIdUse.Continue)
            : throw new SessionNotFoundException(deletion.SessionId, wasDeleted: true);
    }

    private SessionContent ReadLeftover(SessionId id, string path)
    {
        var read = store.Documents.Read(path, id);
        if (read.Document is not { } document) throw read.Fault!.Kind == DocumentFaultKind.Unreadable
            ? SessionLoader.Unread(store, id, read.Fault)
            : new SessionCorruptException(id, Path.GetFileName(path), read.Fault.Detail);

        var content = SessionContent.Of(document);
        if (content.Head is { Life: not null, OpenTurn: { } open })
            DeletedTurn.End(content, open.TurnId, MessagesOf(content, open.TurnId), "", store.Time.GetUtcNow());
        return content;
    }

    private static List<SessionMessage> MessagesOf(SessionContent content, TurnId turnId) =>
        [.. content.Messages.Select(SessionMessage.FromTrusted).Where(message => message.TurnId == turnId.Value)];
}
