using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>Finds in the journal and the backups what a session was.</summary>
/// <param name="backups">The backups.</param>
/// <param name="readJournal">Reads the journal.</param>
internal sealed class PastContent(BackupGenerations backups, Func<JournalReplay> readJournal)
{
    /// <summary>Returns what a life has in the journal; <see langword="null"/> when it has nothing there.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public LifeLog? LogOf(SessionId id, string life) => readJournal().Find(id, life);

    /// <summary>Returns the writes of a life, oldest first.</summary>
    /// <inheritdoc cref="LogOf" path="/exception"/>
    public IEnumerable<JournalRecord> RecordsOf(SessionId id, string life) =>
        LogOf(id, life)?.Writes.Select(write => write.Record) ?? [];

    /// <summary>Returns what a session was at a revision.</summary>
    /// <returns><see langword="null"/> when journal and backups do not say it without a gap.</returns>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    public SessionContent? At(SessionId id, string life, long revision)
    {
        var records = RecordsOf(id, life).Where(record => record.Revision <= revision).ToList();
        return FromRecords(records, revision) ?? FromBackup(id, life, records, revision);
    }

    /// <summary>Whether a document is of the history that the journal has: it holds what the journal says up to its
    /// revision, and takes what the journal has after that.</summary>
    /// <exception cref="IOException">The journal or a backup cannot be read.</exception>
    public bool Gives(SessionDocument document, LifeLog log)
    {
        var (head, content) = (document.Head, SessionContent.Of(document));
        if (document.Origin != DocumentOrigin.Own || log.IsCoveredByOther(head.Revision, document.Crc)) return false;

        var isHeld = At(head.Id, log.Life, head.Revision) is { } given
            ? IsSame(given.Messages, content.Messages)
            : backups.HoldAll(
                head.Id, log.Life, MessageContent.Lacking(log.SaidUpTo(head.Revision), content.Messages));
        return isHeld && log.Writes
            .Where(write => !write.FollowsLostRecord && write.Record.Event != JournalEvent.Deleted)
            .All(write => content.Apply(write.Record));
    }

    /// <summary>Returns what a session was when a rewrite took content from it.</summary>
    public SessionContent? KeptBy(JournalRecord rewrite) =>
        backups.List(rewrite.SessionId).FirstOrDefault(
            kept => kept.IsReadable && kept.Life == rewrite.Life && kept.Revision == rewrite.After) is { } generation
        && backups.TryRead(generation) is { } document
            ? SessionContent.Of(document)
            : null;

    /// <summary>Applies records up to a revision, without a gap: what a write that is missing took away must not come
    /// back.</summary>
    /// <returns><see langword="null"/> when there is one, or a rewrite does not fit.</returns>
    public static SessionContent? Apply(SessionContent content, IEnumerable<JournalRecord> records, long revision)
    {
        foreach (var record in records)
        {
            if (!record.IsWhole && record.After != content.Head?.Revision) return null;
            if (!content.Apply(record)) return null;
        }

        return content.Head?.Revision == revision ? content : null;
    }

    private static bool IsSame(List<ReadOnlyMemory<byte>> one, List<ReadOnlyMemory<byte>> other) =>
        one.Count == other.Count && MessageContent.CommonPrefix(one, other) == one.Count;

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
}
