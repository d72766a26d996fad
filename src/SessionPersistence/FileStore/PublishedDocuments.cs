using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.FileStore;

/// <summary>The documents that a start has published.</summary>
/// <remarks>
/// Their revisions are those of no record. Should another program write over such a document, only its <c>covered</c>
/// mark tells that records which build on it do not build on a record that is missing.
/// </remarks>
internal sealed class PublishedDocuments(StoreContext store, SessionWriter writer)
{
    private readonly List<(SessionEntry Entry, SessionHead Head, uint Crc)> _uncovered = [];

    /// <summary>Adds a document whose name is not durable yet.</summary>
    public void Add(SessionEntry entry, SessionHead head, uint crc) => _uncovered.Add((entry, head, crc));

    /// <summary>Makes all names in the directory durable, and queues the marks: they are flushed with the next
    /// record.</summary>
    public void Cover()
    {
        store.Disk.FlushDirectory(store.Directory.Root);
        foreach (var (entry, head, crc) in _uncovered) writer.EnqueueCovered(entry, head, crc);
        _uncovered.Clear();
    }
}
