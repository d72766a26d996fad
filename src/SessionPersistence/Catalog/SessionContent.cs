using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>A whole session in memory: what a document and the records behind it add up to.</summary>
internal sealed class SessionContent
{
    public SessionContent(SessionHead? head, IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        Head = head;
        Messages = [.. messages];
    }

    public SessionHead? Head { get; private set; }

    public List<ReadOnlyMemory<byte>> Messages { get; }

    public static SessionContent Empty => new(null, []);

    public static SessionContent Of(SessionDocument document) => new(document.Head, document.CompactMessages());

    /// <summary>Applies a record; one that the content has already is passed over.</summary>
    /// <returns><see langword="false"/> when it rewrites something else than this content.</returns>
    public bool Apply(JournalRecord record)
    {
        if (Head is not null && record.Revision <= Head.Revision) return true;
        if (!SessionFold.ApplyMessages(Head, Messages, record)) return false;

        Head = SessionFold.Apply(Head, record) with { MessageCount = Messages.Count };
        return true;
    }

    /// <summary>Adds to a document that another program wrote what the records say and it lacks.</summary>
    /// <remarks>
    /// A rewrite that builds on the same messages is applied. Of any other record the messages that are lacking are appended: by <c>message_id</c>, else by equal JSON.
    /// </remarks>
    public void Merge(IReadOnlyList<JournalRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Event != JournalEvent.Rewritten || !SessionFold.ApplyMessages(Head, Messages, record))
            {
                Messages.AddRange(MessageContent.Lacking(record.Body.Messages, Messages));
            }

            Head = SessionFold.Apply(Head, record);
        }

        Head = Head! with { MessageCount = Messages.Count };
    }

    public SessionContent With(Func<SessionHead, SessionHead> change)
    {
        Head = change(Head!);
        return this;
    }
}
