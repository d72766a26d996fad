using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>What the parts of one open store share.</summary>
internal sealed record StoreContext(
    StoreDirectory Directory,
    DocumentReader Documents,
    SessionCatalog Catalog,
    StoreIssues Issues,
    TimeProvider Time,
    ILogger Logger,
    SessionPersistenceMetrics Metrics)
{
    /// <summary>Gets the random name of this opening: 16 hexadecimal digits.</summary>
    public required string Instance { get; init; }

    /// <summary>Gets the size of records in bytes at which the next batch goes to a new shard.</summary>
    public required long MaxShardBytes { get; init; }

    /// <summary>Gets the size of the largest record of a caller, in bytes.</summary>
    public required int MaxRecordBytes { get; init; }

    /// <summary>Gets the time that ages are told by.</summary>
    public StoreClock Clock { get; } = new(Time);

    /// <summary>Gets whether this store holds the lock: nobody else writes what it wrote.</summary>
    public bool IsOwner => Instance.Length > 0;

    public DurableFileSystem Disk => Directory.Disk;

    /// <summary>Gets what has to stay in place while the store writes; <see langword="null"/> where it only
    /// reads.</summary>
    public JournalPlace? Place { get; init; }

    /// <summary>Looks at the document that was just written.</summary>
    /// <returns><see langword="null"/> when another program has removed it, or written over it, meanwhile.</returns>
    public FileSystemEntry? FindWritten(SessionId id, WrittenDocument written)
    {
        // The name first: if what is read afterwards is what was written, then that is what the name stood for before.
        var path = DocumentPath(id);
        return Disk.FindEntry(path) is { } file && Documents.IsWritten(path, written) ? file : null;
    }

    /// <summary>Tells that another program took the place of a document at once.</summary>
    private static IOException WrittenOver(SessionId id) =>
        new($"{DocumentName(id)} was written and is not there: another program removed it or wrote over it.");

    /// <summary>Writes a document in place of the file that was seen, or where there was none; its name is durable when
    /// the caller has flushed the directory.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    /// <exception cref="IOException">Another program was faster; what it wrote stands.</exception>
    public FileSystemEntry WriteOver(FileSystemEntry? seen, SessionId id, WrittenDocument written)
    {
        var name = DocumentName(id);
        var bytes = written.Bytes.Span;
        var done = seen is { } before
            ? AtomicFile.Replace(
                Disk, Directory.Root, name, bytes,
                () => DocumentStamp.Of(before, 0, isForeign: true).Matches(Disk.FindEntry(DocumentPath(id))),
                DirectoryFlush.ByCaller)
            : AtomicFile.TryPublish(Disk, Directory.Root, name, bytes, directoryFlush: DirectoryFlush.ByCaller);
        return (done ? FindWritten(id, written) : null) ?? throw WrittenOver(id);
    }

    public string DocumentPath(SessionId id) => Directory.PathOf(DocumentName(id));

    public static string DocumentName(SessionId id) => $"{id}.json";
}
