using System.Collections.Concurrent;
using SessionPersistence.Catalog;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Tells, as issues of the store, which documents cannot be written: where the failure repeats, and where
/// nobody tries again.</summary>
internal sealed class UnwrittenDocuments(StoreContext store)
{
    private readonly ConcurrentDictionary<SessionEntry, int> _failures = new();

    /// <summary>Notes that a document could not be written.</summary>
    public void Failed(SessionEntry entry, Exception cause)
    {
        var failures = _failures.AddOrUpdate(entry, 1, static (_, before) => before + 1);

        // An error of the disk may pass. Of a document that is too long, whose fate is unknown, or that has no readable
        // copy, there is no next time.
        if (failures == 1 && DiskFault.Is(cause.InnerException ?? cause) && Checkpointer.NeedsCheckpoint(entry))
            return;

        store.Issues.Report(new(StoreIssueKinds.DocumentNotWritten, StoreStatus.Degraded,
            $"'{store.DocumentPath(entry.Id)}' could not be brought up to date, {failures} times in a row: "
            + $"{cause.Message} The session goes on; what the document lacks stays in the journal.")
        {
            SessionId = entry.Id,
            Exception = cause,
        });
    }

    /// <summary>Notes that a document is written, or that there is nothing to write any more.</summary>
    public void Settled(SessionEntry entry)
    {
        if (_failures.TryRemove(entry, out _)) store.Issues.TakeBack(StoreIssueKinds.DocumentNotWritten, entry.Id);
    }
}
