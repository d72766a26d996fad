using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Restores one session at a time from what is left of it: its document, the records of its life, and its
/// backups. Writes nothing.</summary>
/// <param name="store">The store.</param>
/// <param name="judge">Says what the files are.</param>
/// <param name="backups">The backups.</param>
/// <param name="foreignWrites">What was there before another program wrote over a document.</param>
/// <param name="findings">Where to put what is found.</param>
internal sealed class SessionReplay(
    StoreContext store,
    DocumentJudge judge,
    BackupGenerations backups,
    IForeignWrites foreignWrites,
    List<RecoveryFinding> findings)
{
    /// <summary>Gets the records that nothing says were flushed, but that were used.</summary>
    public List<(SessionEntry Entry, JournalRecord Record)> Unflushed { get; } = [];

    /// <summary>Restores a session from its document, or what stands in its place, and its records.</summary>
    public void Fill(SessionEntry entry, SessionHead? head, FileSystemEntry? file, LifeLog log, IndexRow row)
    {
        var standing = head is null ? DocumentStanding.Outside : judge.Judge(head, log);
        if (standing == DocumentStanding.PutBack)
        {
            FillPutBack(entry, head!, file!.Value, log, row);
            return;
        }

        var isOwn = standing == DocumentStanding.Ours;
        var stamp = file is { } found ? DocumentStamp.Of(found, isOwn ? head!.Revision : log.CoveredRevision, !isOwn)
            : null;
        var before = isOwn || head is null ? head : head with { Life = log.Life, Revision = 0 };

        // Of a journal without damage the beginning is gone only behind a document.
        var isTailOnly = head is null && log.BaseRevision is null && (HadDocument(log, row)
            || !findings.Exists(finding => finding.Kind == FindingKinds.JournalDamagedRecord));

        // What the document had that another program wrote over need not be in the journal any more: that is no gap.
        var retired = isTailOnly ? long.MaxValue : isOwn || head is null ? 0
            : Math.Max(log.CoveredRevision, log.Writes.FirstOrDefault()?.Record.After ?? 0);

        // Over a foreign document only what is waiting counts; what a document of ours had covered is in it, or was
        // taken out of it.
        var tail = Applicable(
            log, isOwn ? head!.Revision : head is null ? log.BaseRevision ?? 0 : log.CoveredRevision, retired, entry);

        if (isTailOnly)
        {
            if (tail.Count > 0) AddTailOnly(entry, log, row, tail);
            return;
        }

        var visible = tail.Aggregate(before, (state, record) => SessionFold.Apply(state, record));
        if (visible is null) return;

        entry.Restore(visible, tail, stamp, HighestOf(log, row, head));
        if (visible.OpenTurn is { } open) RestoreTurn(entry, open, log,
            record => tail.Contains(record) || record.Revision <= (isOwn ? head!.Revision : log.CoveredRevision));
    }

    /// <summary>Whether a file is a backup generation of this store.</summary>
    public static bool IsPutBack(SessionHead head) => head is { Generation: not null, Life: not null };

    /// <summary>Restores a session in the place of whose document somebody put a backup generation.</summary>
    public void FillPutBack(SessionEntry entry, SessionHead head, FileSystemEntry file, LifeLog? log, IndexRow row)
    {
        // What the backup lacks may have left the journal with the document that it took the place of: no gap.
        var tail = log is null ? [] : Applicable(log, head.Revision, long.MaxValue, entry);
        entry.RestorePutBack(head, tail, file, log is null ? HighestOf(row, head) : HighestOf(log, row, head));
        if (entry.Visible is { OpenTurn: { } open } && log is not null) RestoreTurn(entry, open, log, tail.Contains);

        // How long the session is only the messages tell.
        if (store.Documents.Read(store.DocumentPath(entry.Id), entry.Id).Document is { } generation
            && foreignWrites.TakeIn(entry.Visible!, entry.Document, generation, tail) is { } taken)
            entry.Visible = entry.Pending = entry.Visible! with { MessageCount = taken.Content.Messages.Count };
    }

    /// <summary>Restores a session whose document is damaged from a backup that its records build on.</summary>
    public bool FillFromCopies(SessionEntry entry, DocumentFault fault, FileSystemEntry file, LifeLog? log)
    {
        if (fault.Kind != DocumentFaultKind.Damaged || log?.Writes.FirstOrDefault() is not { Record: var first })
            return false;
        if (foreignWrites.Rebuild(entry.Id, log.Life, log.HighestRevision) is not { Head: { } visible }) return false;

        entry.Restore(visible, Applicable(log, first.After, first.After, entry),
            DocumentStamp.Of(file, 0, isForeign: true), log.HighestRevision);
        if (visible.OpenTurn is { } open) RestoreTurn(entry, open, log, _ => true);
        return true;
    }

    /// <summary>Restores another program's document whose life only a backup knows.</summary>
    /// <remarks>A turn that the file calls open is nobody's: no record can ever end it.</remarks>
    public bool FillFromBackup(SessionEntry entry, SessionHead head, FileSystemEntry file, IndexRow row)
    {
        if (head.Life is not null) return false;
        if (backups.NewestOfStore(entry.Id) is not { Life: { } life } copy || entry.IsDead(life)) return false;

        var highest = Math.Max(copy.Revision, row.Life == life ? row.Revision : 0);
        entry.Restore(head with { Life = life, Revision = 0, OpenTurn = null }, [],
            DocumentStamp.Of(file, 0, isForeign: true), highest);
        return true;
    }

    /// <summary>Leaves a session that another program says it deleted, and whose document it took away. What the
    /// journal has brings nothing back, and is kept.</summary>
    public static void LeaveDeleted(SessionEntry entry, LifeLog log, IndexRow row) => entry.RestoreFault(
        new(DocumentFaultKind.Damaged, null,
            "Another program deleted the session and its file; what the journal has of it is kept."),
        log.Life,
        HighestOf(log, row),
        [.. log.Writes.Select(write => write.Record)],
        known: null);

    /// <summary>Whether a document of a life was durable once.</summary>
    public static bool HadDocument(LifeLog log, IndexRow row) => log.CoveredRevision > 0 || row.Life == log.Life;

    /// <summary>Whether the journal has the whole of a life.</summary>
    public static bool Rebuilds(LifeLog? log) => log?.BaseRevision is not null;

    /// <summary>Notes that no copy of a session can be read.</summary>
    public static void AddFault(
        SessionEntry entry, DocumentFault fault, FileSystemEntry file, LifeLog? log, IndexRow row,
        SessionHead? start = null)
    {
        if (fault.Kind == DocumentFaultKind.Missing) return;

        entry.RestoreFault(
            log is null && row.IsEmpty ? fault : fault.OfSession(),
            log?.Life ?? row.Life,
            Math.Max(log?.HighestRevision ?? 0, row.Revision),
            log is null ? [] : [.. log.Writes.Select(write => write.Record)],
            KnownOf(entry.Id, log, row, start) ?? Unknown(entry.Id, file));
    }

    private static long HighestOf(LifeLog log, IndexRow row, SessionHead? head = null) => Math.Max(
        Math.Max(log.HighestRevision, row.Life == log.Life ? row.Revision : 0),
        head?.Life == log.Life ? head.Revision : 0);

    private static long HighestOf(IndexRow row, SessionHead head) =>
        Math.Max(head.Revision, row.Life == head.Life ? row.Revision : 0);

    // What the index and the journal know of a session whose file does not say it.
    private static SessionHead? KnownOf(SessionId id, LifeLog? log, IndexRow row, SessionHead? start = null)
    {
        var known = start ?? (row.IsEmpty ? null : row.ToHead(id));
        var newer = log?.Writes.Select(write => write.Record)
            .Where(record => known is null || (record.Life == known.Life && record.Revision > known.Revision)) ?? [];
        return newer.Aggregate(known, (head, record) => SessionFold.Apply(head, record));
    }

    private static SessionHead Unknown(SessionId id, FileSystemEntry file) =>
        new SessionHead { Id = id, Revision = SessionHead.ForeignRevision }.WithUpdatedAt(file.LastWriteTime);

    // What is left would pass for the whole session. It is kept, for whoever finds the rest.
    private static void AddTailOnly(SessionEntry entry, LifeLog log, IndexRow row, List<JournalRecord> tail)
    {
        var fault = new DocumentFault(DocumentFaultKind.Missing, null,
            $"The file is gone, and the journal has only the last {tail.Count} writes of the session; they are kept.");
        entry.RestoreFault(fault, log.Life, HighestOf(log, row), tail, KnownOf(entry.Id, log, row));
    }

    // Every record of an open turn is in the journal, those too that the document covers: they move on when their shard
    // goes.
    private static void RestoreTurn(
        SessionEntry entry, OpenTurnHead open, LifeLog log, Func<JournalRecord, bool> isApplied)
    {
        var turn = entry.Turn = new(open);
        foreach (var record in log.WritesOf(open.TurnId).Where(isApplied))
        {
            turn.AddMessages(record.Revision, [.. record.Body.Messages.Select(SessionMessage.FromTrusted)]);
        }

        turn.AddPartial(log.PartialText(open.TurnId));
    }

    private List<JournalRecord> Applicable(LifeLog log, long documentRevision, long retiredRevision, SessionEntry entry)
    {
        var applied = new List<JournalRecord>();
        var present = new HashSet<long>();
        foreach (var write in log.Writes.Where(w => w.Record.Revision > documentRevision))
        {
            var record = write.Record;
            if (record.After > documentRevision && !present.Contains(record.After))
            {
                if (write.FollowsLostRecord) continue;
                if (record.After > retiredRevision) AddGap(write);
            }

            present.Add(record.Revision);
            applied.Add(record);
            if (write.IsUnflushed) Unflushed.Add((entry, record));
        }

        Unflushed.AddRange(log.Marks.Where(mark => mark.IsUnflushed).Select(mark => (entry, mark.Record)));
        return applied;
    }

    private void AddGap(ReplayedRecord write) =>
        findings.Add(new(FindingKinds.JournalSequenceGap, FindingCategory.UnsafeToRepair,
        $"Revision {write.Record.Revision} was applied although revision {write.Record.After}, which it builds on, is "
        + "missing.")
    { SessionId = write.Record.SessionId, Path = $"{StoreDirectory.JournalName}/{write.Shard.Name.FileName}",
        Offset = write.Offset });
}
