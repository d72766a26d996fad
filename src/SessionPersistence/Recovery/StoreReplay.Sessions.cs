using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

internal sealed partial class StoreReplay
{
    // What the journal has of the session is kept until its file is there again. Of a deleted one nothing is shown.
    private void ReplayLink(SessionId id, FileSystemEntry link, List<LifeLog> logs)
    {
        var entry = EntryOf(id);
        if (entry.DeadLives.Count > 0 && logs.Count == 0) return;

        var log = LastHeardOf(logs);
        SessionReplay.AddFault(
            entry, new(DocumentFaultKind.Linked, null, LinkedFile.Detail), link, log, RowOf(id));
    }

    private void ReplaySession(SessionId id, FileSystemEntry? file, List<LifeLog> logs)
    {
        var entry = EntryOf(id);
        var row = RowOf(id);
        if (_deletions.IsNamed(id)) file = null;

        var read = file is { } present ? ReadHead(entry, present) : null;
        if (file is not null && read is null) return;

        var isKnown = logs.Count > 0 || row.Life is not null || HasCopy(entry);
        if (read is { Fault: not { Kind: DocumentFaultKind.Missing } } && _deletions.IsLeft(id, read.Head, isKnown))
        {
            // Where a new life takes its place, it is told as what that displaces.
            if (!logs.Exists(SessionReplay.Rebuilds)) _deletions.AddLeft(id, StoreContext.DocumentName(id));
            read = null;
        }

        // Of several lives that nobody ended, the document's own goes on; without it the one that the journal heard of
        // last.
        var log = logs.Find(l => l.Life == read?.Head?.Life) ?? LastHeardOf(logs);
        if (log is not null) ChooseHistory(entry, log, read?.Head);
        foreach (var unshown in logs.Where(one => one != log)) AddOtherLife(unshown);
        if (read?.Head is { Life: null } written && IsOfFormerLife(entry, written, log, row))
        {
            if (log is null)
            {
                entry.RestoreFault(SessionLoader.OfDeleted, row.Life, row.Revision, [], row.ToHead(id));
                return;
            }

            read = null;
        }

        if (read is { Head: null } unreadable && !SessionReplay.Rebuilds(log))
        {
            if (!_sessions.FillFromCopies(entry, unreadable.Fault!.OfSession(), file!.Value, log))
                SessionReplay.AddFault(entry, unreadable.Fault!, file!.Value, log, row, unreadable.Known);
            if (unreadable.Fault!.Kind == DocumentFaultKind.Unreadable) _delayed[id] = logs;
            return;
        }

        if (file is null && log is not null && SessionReplay.HadDocument(log, row) && IsTombstoned(id))
        {
            SessionReplay.LeaveDeleted(entry, log, row);
            return;
        }

        if (log is { CoveredRevision: > 0 } && read?.Head?.Life == log.Life) _recentlyWritten.Add(id);
        Fill(entry, read?.Head, file, log, row);
        if (read?.Head is { } head) Tell(entry, head, log, row);
    }

    private static LifeLog? LastHeardOf(List<LifeLog> logs) =>
        logs.MaxBy(log => log.Writes.LastOrDefault()?.Shard.Name.Sequence ?? 0);

    private void Fill(SessionEntry entry, SessionHead? head, FileSystemEntry? file, LifeLog? log, IndexRow row)
    {
        if (log is not null) _sessions.Fill(entry, head, file, log, row);
        else if (head is null) return;
        else if (SessionReplay.IsPutBack(head)) _sessions.FillPutBack(entry, head, file!.Value, null, row);
        else if (!_backups.Contains(entry.Id) || !_sessions.FillFromBackup(entry, head, file!.Value, row))
            entry.Restore(head, file!.Value, row);
    }

    private void Tell(SessionEntry entry, SessionHead head, LifeLog? log, IndexRow row)
    {
        if (head.ForeignSessionId is { } inside)
        {
            findings.Add(new(FindingKinds.SessionIdMismatch, FindingCategory.Ok,
                $"The file says that it is session {JsonText.Quote(inside)}; its name decides.")
            { SessionId = entry.Id, Path = StoreContext.DocumentName(entry.Id) });
        }

        if (head is { Life: { } life, Generation: null } && life == row.Life && entry.Visible is { } visible)
        {
            // What another program wrote is at no revision until it is merged; its file says one.
            var reached = Math.Max(head.Revision, visible.Revision);
            if (reached < row.Revision) AddOutdated(entry.Id, reached, row.Revision);
            else if (IsOther(entry, head, log, row)) AddOther(entry.Id, row.Revision);
        }

        if (head.Life is null && IsLess(entry, head, row)) AddOverwritten(entry.Id, head, row);
    }

    // A backup of a life that goes on: a damaged file is that session's.
    private bool HasCopy(SessionEntry entry) =>
        _deletions.Has(entry.Id) && backups.NewestOfStore(entry.Id) is { } copy && !entry.IsDead(copy.Life);

    private void ChooseHistory(SessionEntry entry, LifeLog log, SessionHead? head)
    {
        judge.Choose(log, head);
        entry.Diverged = log.Diverged();
    }

    // Of two owners that did not know of each other each wrote a document of the revision, with other messages.
    private bool IsOther(SessionEntry entry, SessionHead head, LifeLog? log, IndexRow row) =>
        row.Crc is { } crc && entry.Diverged is null
            && store.Documents.ReadCrc(store.DocumentPath(entry.Id)) is { } found && found != crc
            && (head.Revision == row.Revision || log?.IsOfOther(head.Revision, found, row.Revision, crc) == true);

    private void AddOther(SessionId id, long revision) =>
        findings.Add(new(FindingKinds.DocumentOutdated, FindingCategory.UnsafeToRepair,
            $"At revision {revision} of the session the file had another content than the one that this store wrote "
            + "then: another device's file was put there. It is used; what only the former one had is not in the "
            + "journal any more.")
        { SessionId = id, Path = StoreContext.DocumentName(id) });

    // The journal or a backup puts back what another program took away, as far as they have it.
    private bool IsLess(SessionEntry entry, SessionHead written, IndexRow row) =>
        row.Life is { } life && entry.Visible?.MessageCount < row.MessageCount
            && !foreignWrites.SaysWhatIsMissing(written)
            && foreignWrites.Rebuild(
                entry.Id, life, entry.Document is { Revision: > 0 and var last } ? last : row.Revision) is null;

    private void AddOverwritten(SessionId id, SessionHead written, IndexRow row) =>
        findings.Add(new(FindingKinds.DocumentOutdated, FindingCategory.UnsafeToRepair,
            $"Another program wrote the file with {Counted.Of(written.MessageCount, "message")}; the session had "
            + $"{Counted.Of(row.MessageCount, "message")} at revision {row.Revision}. The file is used; what it lacks "
            + "is not in the journal any more.")
        { SessionId = id, Path = StoreContext.DocumentName(id), LiveMessages = written.MessageCount });

    // Made under one id by owners that did not know of each other. Its records stay in the journal.
    private void AddOtherLife(LifeLog other)
    {
        if (other.Writes.FirstOrDefault() is not { Shard.Name.FileName: var file }) return;

        findings.Add(new(FindingKinds.JournalDiverged, FindingCategory.UnsafeToRepair,
            $"The journal has {Counted.Of(other.Writes.Count(), "write")} of another session of the same id, which "
            + $"nobody deleted, as when two devices make one; the first is in {file}. They are not shown, and are "
            + "kept. To have both: delete the one that is shown with DeleteOptions.KeepFor, open the store again, "
            + $"which shows the other, and `session-persistence undelete {other.Id} --as NEWID`.")
        { SessionId = other.Id, Path = $"{StoreDirectory.JournalName}/{file}",
            Recommendation = Recommendations.ManualReview });
    }

    private void AddOutdated(SessionId id, long found, long known) =>
        findings.Add(new(FindingKinds.DocumentOutdated, FindingCategory.UnsafeToRepair,
        $"The file holds revision {found} of the session, which had reached revision {known}: another program put an "
        + "older file there. It is used; what came after it is not in the journal any more.")
    { SessionId = id, Path = StoreContext.DocumentName(id) });

    private DocumentHeadResult? ReadHead(SessionEntry entry, FileSystemEntry file)
    {
        try
        {
            return store.Documents.ReadHead(store.DocumentPath(entry.Id), entry.Id);
        }
        catch (UnsupportedFormatException e)
        {
            SessionReplay.AddFault(
                entry, new(DocumentFaultKind.Newer, null, e.Message), file, null, RowOf(entry.Id));
            return null;
        }
    }

    // What another program wrote over a new life of the id, and had read before the former one was deleted.
    private static bool IsOfFormerLife(SessionEntry entry, SessionHead written, LifeLog? log, IndexRow row)
    {
        if (entry.DeadLives.Count == 0) return false;

        var created = log?.Writes.FirstOrDefault()?.Record is { Event: JournalEvent.Created } first
            ? SessionFold.Apply(null, first)?.CreatedAt
            : row.Life is { } life && (log is null || life == log.Life) ? row.CreatedAt
            : null;
        return written.IsCreatedBefore(created);
    }
}
