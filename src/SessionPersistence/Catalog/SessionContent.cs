using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>A whole session in memory: what a document and the records behind it add up to.</summary>
internal sealed class SessionContent
{
    // Which writes brought the messages, as far as document and records say so; oldest first.
    private readonly List<MessageRun> _writes;

    public SessionContent(SessionHead? head, IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        Head = head;
        Messages = [.. messages];
        _writes = [.. head?.RecentWrites ?? []];
    }

    public SessionHead? Head { get; private set; }

    public List<ReadOnlyMemory<byte>> Messages { get; }

    public static SessionContent Empty => new(null, []);

    /// <summary>Takes over a document; of a backup generation what it was kept of. What somebody copied within it is
    /// taken once.</summary>
    public static SessionContent Of(SessionDocument document) => new(
        document.Head with { Generation = null },
        document.Origin == DocumentOrigin.Own
            ? document.Messages
            : MessageContent.WithoutRepeats(document.CompactMessages()));

    /// <summary>Puts a session together from records alone.</summary>
    /// <param name="records">The records of one life, oldest first.</param>
    /// <returns><see langword="null"/> when none of them says all that there is of the session.</returns>
    public static SessionContent? Of(IReadOnlyList<JournalRecord> records)
    {
        // From the very beginning where it is there, because a later record does not say which turns have ended.
        var start = records is [{ Event: JournalEvent.Created }, ..] ? 0
            : records.Select((record, index) => record.IsWhole ? index : -1).DefaultIfEmpty(-1).Max();
        if (start < 0) return null;

        var content = Empty;
        foreach (var record in records.Skip(start)) content.Apply(record);
        return content;
    }

    /// <summary>Applies a record; one that the content has already is passed over.</summary>
    /// <returns><see langword="false"/> when it rewrites something else than this content.</returns>
    public bool Apply(JournalRecord record)
    {
        if (Head is not null && record.Revision <= Head.Revision) return true;
        var before = Messages.Count;
        if (!SessionFold.ApplyMessages(Head, Messages, record)) return false;

        NoteWrite(record, before);
        Head = SessionFold.Apply(Head, record) with { MessageCount = Messages.Count };
        return true;
    }

    /// <summary>Adds to a document that another program wrote what the records say and it lacks.</summary>
    /// <remarks>
    /// A rewrite that builds on the same messages is applied. Of any other record the messages that are lacking are
    /// appended: by <c>message_id</c>, else by equal JSON.
    /// </remarks>
    public void Merge(IReadOnlyList<JournalRecord> records)
    {
        MessageTally? tally = null;
        _writes.Clear();
        foreach (var record in records)
        {
            if (record.MayTakeAway && SessionFold.ApplyMessages(Head, Messages, record)) tally = null;
            else Messages.AddRange((tally ??= new(Messages)).TakeLacking(record.Body.Messages));

            Head = SessionFold.Apply(Head, record);
        }

        Head = Head! with { MessageCount = Messages.Count };
    }

    /// <summary>Returns a session with the same head and other messages.</summary>
    public SessionContent WithMessages(IReadOnlyCollection<ReadOnlyMemory<byte>> messages) =>
        new(Head! with { MessageCount = messages.Count, RecentWrites = [] }, messages);

    /// <summary>Returns the revision of the write that brought a message; 0 where nobody knows it any more.</summary>
    public long RevisionOf(int place) =>
        _writes.FindLast(run => run.First <= place && place - run.First < run.Count).Revision;

    private void NoteWrite(JournalRecord record, int before)
    {
        var first = before;
        if (record.Event == JournalEvent.Rewritten)
        {
            first = record.Body.Kept;
            _writes.RemoveAll(run => run.First + run.Count > first);
        }

        if (Messages.Count > first) _writes.Add(new(record.Revision, first, Messages.Count - first));
    }

    public SessionContent With(Func<SessionHead, SessionHead> change)
    {
        Head = change(Head!);
        return this;
    }
}
