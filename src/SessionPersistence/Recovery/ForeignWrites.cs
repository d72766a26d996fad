using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>Finds in the journal and the backups what a session was before another program wrote over its
/// document.</summary>
/// <param name="backups">The backups.</param>
/// <param name="markers">How the other program says that it took messages away on purpose.</param>
/// <param name="readJournal">Reads the journal.</param>
internal sealed class ForeignWrites(BackupGenerations backups, IShrinkMarkers markers, Func<JournalReplay> readJournal)
    : IForeignWrites
{
    /// <inheritdoc/>
    public ForeignContent Merge(
        SessionHead visible, long lastRevision, SessionDocument written, IReadOnlyList<JournalRecord> waiting)
    {
        var content = SessionContent.Of(written);
        var known = LastWritten(visible, lastRevision);
        var isOnPurpose = known is not null && IsOnPurpose(written, content, known);
        if (!isOnPurpose && waiting.LastOrDefault(record => record.Event == JournalEvent.Rewritten) is { } rewrite)
        {
            if (Ours(content, known, waiting, rewrite) is { } ours) return new(ours, null);
        }

        if (known is not null && !isOnPurpose)
            content = new(content.Head, BackupMerge.Merge(known.Messages, content.Messages));
        if (known is null && !SaysWhatIsMissing(written, content))
            content.Messages.AddRange(MessageContent.Lacking(LastAdded(visible, lastRevision), content.Messages));

        content.Merge(waiting);
        return new(content, isOnPurpose ? known : null);
    }

    /// <inheritdoc/>
    public SessionContent? Rebuild(SessionId id, string life, long revision)
    {
        var records = readJournal().Find(id, life)?.Writes.Select(write => write.Record)
            .Where(record => record.Revision <= revision).ToList() ?? [];
        return FromRecords(records, revision) ?? FromBackup(id, life, records, revision);
    }

    // From the beginning where it is there: later records do not say which turns have ended.
    private static SessionContent? FromRecords(List<JournalRecord> records, long revision)
    {
        if (records is [{ Event: JournalEvent.Created }, ..]
            && Apply(SessionContent.Empty, records, revision) is { } content) return content;

        var start = records.FindLastIndex(record => record.IsWhole);
        return start < 0 ? null : Apply(SessionContent.Empty, records.Skip(start), revision);
    }

    // The newest of its life only: a former one was followed by writes that nobody knows any more.
    private SessionContent? FromBackup(SessionId id, string life, List<JournalRecord> records, long revision)
    {
        if (backups.NewestOfStore(id) is not { } copy || copy.Life != life || copy.Revision > revision
            || backups.TryRead(copy) is not { } document) return null;

        return Apply(SessionContent.Of(document), records.Where(record => record.Revision > copy.Revision), revision);
    }

    private SessionContent? LastWritten(SessionHead visible, long revision)
    {
        if (visible.Life is not { } life) return null;
        if (revision > 0) return Rebuild(visible.Id, life, revision);

        // The other program keeps the file as it was when it writes less: without a stamp, a copy of the last document.
        return backups.NewestOfStore(visible.Id) is { Reason: null } copy && copy.Life == life
            && backups.TryRead(copy) is { } document
            ? SessionContent.Of(document)
            : null;
    }

    // Up to a revision, without a gap: what a write that is missing took away must not come back.
    private static SessionContent? Apply(SessionContent content, IEnumerable<JournalRecord> records, long revision)
    {
        foreach (var record in records)
        {
            if (!record.IsWhole && record.After != content.Head?.Revision) return null;
            if (!content.Apply(record)) return null;
        }

        return content.Head?.Revision == revision ? content : null;
    }

    private bool IsOnPurpose(SessionDocument written, SessionContent content, SessionContent known)
    {
        if (MessageContent.Lacking(known.Messages, content.Messages).Count == 0) return false;

        var count = written.Form == MessagesForm.List ? content.Messages.Count : -1;
        return markers.ReasonFor(content.Head!, count, known.Head!) is not null;
    }

    // With a mark of any age nobody knows what it explains, where nobody has the whole of what was there. Not the marks
    // that stay for good, such as a watermark: those would cost what was acknowledged since.
    private bool SaysWhatIsMissing(SessionDocument written, SessionContent content)
    {
        var count = written.Form == MessagesForm.List ? content.Messages.Count : -1;
        return markers.ReasonFor(content.Head!, count, new() { Id = content.Head!.Id }) is not null;
    }

    // What the last records added to a document that nobody has whole any more: whoever had read it before them lacks
    // that.
    private IEnumerable<ReadOnlyMemory<byte>> LastAdded(SessionHead visible, long revision)
    {
        if (visible.Life is not { } life || readJournal().Find(visible.Id, life) is not { } log) return [];

        var added = new Stack<JournalRecord>();
        foreach (var record in log.Writes.Select(write => write.Record).Where(record => record.Revision <= revision)
            .Reverse())
        {
            // What a start published has a number that no record has.
            if (added.TryPeek(out var next) && record.Revision != next.After) break;

            added.Push(record);
            if (record.Event == JournalEvent.Rewritten) break;
        }

        return added.SelectMany(record => record.Body.Messages);
    }

    // A rewrite builds on what was there: it wins, and what is only the other program's follows. What the rewrite has
    // seen of that, it took away.
    private SessionContent? Ours(
        SessionContent written, SessionContent? known, IReadOnlyList<JournalRecord> waiting, JournalRecord rewrite)
    {
        if ((KeptBy(rewrite) ?? known) is not { Head: { } head } before) return null;

        if (Apply(new(head, before.Messages), waiting.Where(record => record.Revision > head.Revision),
            waiting[^1].Revision) is not { } ours) return null;

        var theirs = MessageContent.Lacking(MessageContent.Lacking(written.Messages, before.Messages), ours.Messages);
        var after = waiting.Aggregate(written.Head!, SessionFold.Apply);
        return new(after with { MessageCount = ours.Messages.Count + theirs.Count }, [.. ours.Messages, .. theirs]);
    }

    // What a session was when a rewrite took content from it.
    private SessionContent? KeptBy(JournalRecord rewrite) =>
        backups.List(rewrite.SessionId).FirstOrDefault(
            kept => kept.IsReadable && kept.Life == rewrite.Life && kept.Revision == rewrite.After) is { } generation
        && backups.TryRead(generation) is { } document
            ? SessionContent.Of(document)
            : null;
}
