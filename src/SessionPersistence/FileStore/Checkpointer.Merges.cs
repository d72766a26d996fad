using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

// What becomes of a session whose document is not what this store wrote.
internal sealed partial class Checkpointer
{
    // The name holds something that this store did not write: put together what it says and what the journal still has.
    private async Task<int> MergeAsync(
        SessionEntry entry,
        SessionHead visible,
        IReadOnlyList<JournalRecord> tail,
        DocumentStamp? stamp,
        FileSystemEntry? found,
        DocumentReadResult? read)
    {
        if ((read is null
            ? SessionLoader.Removed
            : read.Fault?.OfSession() ?? SessionLoader.FaultOf(entry, visible, read.Document!)) is { } fault)
        {
            return Rebuild(entry, visible, tail, found, fault);
        }

        if (foreignWrites.TakeIn(visible, stamp, read!.Document!, tail) is not { } taken)
            throw SessionLoader.Unread(store, entry.Id, SessionLoader.OtherRevision);

        backups.KeepLost(taken);
        if (taken.Lost is null && !foreignWrites.SaysWhatIsMissing(read.Document!.Head))
            LostMessages.Tell(store, visible, taken.Content.Messages.Count);
        if (taken.Reason is not { } reason)
        {
            if (taken.Lost is not null) TellReplaced(entry);
            return Replace(entry, taken.Content, found);
        }

        var append = EnqueueMerge(entry, visible, taken.Content, reason);
        if (append is null) return 0;

        await writer.CommitAsync(append, CancellationToken.None).ConfigureAwait(false);
        var kept = quarantine.Keep(entry.Id);
        if (reason == JournalRecord.RestoreReason) TellPutBack(entry, kept);
        else Log.CheckpointMerged(store.Logger, entry.Id, kept);
        return Publish(entry, taken.Content.With(head => head with { Life = visible.Life,
            Revision = append.Record.Revision, OpenTurn = visible.OpenTurn, RecentTurns = visible.RecentTurns }),
            found);
    }

    // A start tells the same as a finding.
    private void TellPutBack(SessionEntry entry, string kept)
    {
        Log.BackupPutBack(store.Logger, entry.Id, kept);
        store.Issues.Report(new(StoreIssueKinds.BackupPutBack, StoreStatus.Degraded,
            $"{StoreContext.DocumentName(entry.Id)}: somebody put a backup of the session in the place of its file. "
            + "Its messages are shown, with what came after the write that it was kept before; what the session was is a "
            + $"backup now, and the file is kept as {kept}.")
        { SessionId = entry.Id });
    }

    private void TellReplaced(SessionEntry entry) =>
        store.Issues.Report(new(StoreIssueKinds.DocumentReplaced, StoreStatus.Degraded,
            $"{StoreContext.DocumentName(entry.Id)}: something else stood in the place of the file. The session is what "
            + "it was; what the file had of it is a backup now, and the file is in quarantine.")
        { SessionId = entry.Id });

    private JournalAppend? EnqueueMerge(
        SessionEntry entry, SessionHead visible, SessionContent merged, string reason)
    {
        var body = writer.Whole(reason, merged);
        lock (entry.Gate)
        {
            // A write came between: the next pass merges that too.
            if (!IsSame(entry.Visible, visible) || !IsSame(entry.Pending, visible)) return null;

            return writer.Enqueue(entry, visible, JournalEvent.Rewritten, body);
        }
    }

    // What is durable and what is pending are folded apart from each other: equal states are two objects.
    private static bool IsSame(SessionHead? head, SessionHead other) =>
        head is not null && head.Life == other.Life && head.Revision == other.Revision;

    // The document is gone or damaged: what the journal and the backups have of the session has to be whole.
    private int Rebuild(
        SessionEntry entry,
        SessionHead visible,
        IReadOnlyList<JournalRecord> tail,
        FileSystemEntry? found,
        DocumentFault fault)
    {
        // Nobody knows what is in a file that cannot be read: it stays where it is.
        if (fault.Kind == DocumentFaultKind.Unreadable) throw SessionLoader.Unread(store, entry.Id, fault);

        if (loader.Rebuild(visible, tail, fault) is not { } content)
        {
            // What cannot be read now may be readable at the next pass; the session is not given up for that.
            if (!fault.IsPassing) Remember(entry, fault);
            throw SessionLoader.Unread(store, entry.Id, fault);
        }

        return Replace(entry, content, found);
    }

    private void Remember(SessionEntry entry, DocumentFault fault)
    {
        lock (entry.Gate) entry.Fault = fault;
        store.Catalog.Moved(entry);
    }

    private int Replace(SessionEntry entry, SessionContent content, FileSystemEntry? found)
    {
        if (found is not null) Log.CheckpointReplacedDamage(store.Logger, entry.Id, quarantine.Keep(entry.Id));
        return Publish(entry, content, found);
    }
}
