using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>Puts together what this store knows of a session and what stands under the name of its document.</summary>
/// <param name="past">What sessions were.</param>
/// <param name="backups">The backups.</param>
/// <param name="markers">How the other program says that it took messages away on purpose.</param>
internal sealed class ForeignWrites(PastContent past, BackupGenerations backups, IShrinkMarkers markers)
    : IForeignWrites
{
    private readonly PutBackBackup _putBack = new(past, markers);

    /// <inheritdoc/>
    public ForeignContent? TakeIn(
        SessionHead visible, DocumentStamp? last, SessionDocument written, IReadOnlyList<JournalRecord> waiting)
    {
        if (visible.Life is null || written.Head.Life != visible.Life)
            return Merge(visible, last?.Revision ?? 0, written, waiting);
        if (written.Head.Generation is not null) return _putBack.TakeIn(visible, written);

        if (Older(visible, written) is { } older) return older;

        var isStale = last is { IsForeign: false } && written.Head.Revision < last.Revision;
        return isStale && past.At(visible.Id, visible.Life, visible.Revision) is null
            ? null
            : Merge(visible, last?.Revision ?? 0, written, waiting);
    }

    /// <inheritdoc/>
    public SessionContent? Rebuild(SessionId id, string life, long revision) => past.At(id, life, revision);

    // A document that says nothing that this store has not said before. What was taken away on purpose since stays
    // away, and the file may be the last that has it.
    private ForeignContent? Older(SessionHead visible, SessionDocument written)
    {
        var (id, life, revision) = (visible.Id, visible.Life!, written.Head.Revision);
        if (past.LogOf(id, life) is not { } log) return null;

        var records = log.Writes.Select(write => write.Record).ToList();
        var rebuilt = past.At(id, life, visible.Revision);
        if ((rebuilt ?? BroughtUp(written, log, visible.Revision)) is not { } known) return null;

        var more = MessageContent.Lacking(written.Messages, known.Messages);
        if (backups.HoldAll(id, life, more)) return new(known, null, null);

        var said = records.Where(record => record.Revision <= revision).SelectMany(record => record.Body.Messages);
        return rebuilt is null || MessageContent.Lacking(more, said).Count == 0
            ? new(known, SessionContent.Of(written), null)
            : null;
    }

    private SessionContent? BroughtUp(SessionDocument written, LifeLog log, long revision) => past.Gives(written, log)
        ? PastContent.Apply(
            SessionContent.Of(written),
            log.Writes.Select(write => write.Record).Where(record => record.Revision > written.Head.Revision),
            revision)
        : null;

    /// <inheritdoc/>
    public bool SaysWhatIsMissing(SessionHead written) =>
        markers.ReasonFor(written, written.MessageCount, new() { Id = written.Id }) is not null;

    private ForeignContent Merge(
        SessionHead visible, long lastRevision, SessionDocument written, IReadOnlyList<JournalRecord> waiting)
    {
        var content = SessionContent.Of(written);
        var known = LastWritten(visible, lastRevision);
        var isOnPurpose = known is not null && IsOnPurpose(written, content, known);
        if (!isOnPurpose && waiting.LastOrDefault(record => record.Event == JournalEvent.Rewritten) is { } rewrite)
        {
            if (Ours(content, known, waiting, rewrite) is { } ours)
                return new(ours, null, JournalRecord.MergeReason);
        }

        if (known is not null && !isOnPurpose)
            content = new(content.Head, BackupMerge.Merge(known.Messages, content.Messages));
        if (known is null && !SaysWhatIsMissing(written, content))
            content.Messages.AddRange(MessageContent.Lacking(LastAdded(visible, lastRevision), content.Messages));

        content.Merge(waiting);
        return new(content, isOnPurpose ? known : null, JournalRecord.MergeReason);
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
        if (visible.Life is not { } life) return [];

        var added = new Stack<JournalRecord>();
        foreach (var record in past.RecordsOf(visible.Id, life).Where(record => record.Revision <= revision).Reverse())
        {
            // What a start published has a number that no record has. Whatever took something away left a generation.
            var isGap = added.TryPeek(out var next) && record.Revision != next.After;
            if (isGap && IsKept(visible.Id, life, record.Revision)) break;

            added.Push(record);
            if (record.Event == JournalEvent.Rewritten) break;
        }

        return added.SelectMany(record => record.Body.Messages);
    }

    private bool IsKept(SessionId id, string life, long revision) =>
        backups.List(id).Any(kept => kept.Life == life && kept.Revision >= revision);

    // A rewrite builds on what was there: it wins, and what is only the other program's follows. What the rewrite has
    // seen of that, it took away.
    private SessionContent? Ours(
        SessionContent written, SessionContent? known, IReadOnlyList<JournalRecord> waiting, JournalRecord rewrite)
    {
        if ((past.KeptBy(rewrite) ?? known) is not { Head: { } head } before) return null;

        if (PastContent.Apply(new(head, before.Messages), waiting.Where(record => record.Revision > head.Revision),
            waiting[^1].Revision) is not { } ours) return null;

        var theirs = MessageContent.Lacking(MessageContent.Lacking(written.Messages, before.Messages), ours.Messages);
        var after = waiting.Aggregate(written.Head!, SessionFold.Apply);
        return new(after with { MessageCount = ours.Messages.Count + theirs.Count }, [.. ours.Messages, .. theirs]);
    }
}
