using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Says which files go with a deletion: those that its record names, as long as they are what they were
/// then.</summary>
internal sealed class DeletedFiles(StoreContext store, BackupGenerations backups, Quarantine quarantine)
{
    /// <summary>Names what a deletion removes: whatever is under the session's name, and the backups and quarantined
    /// copies of its life, or of none. Under the document gate, until the record is queued.</summary>
    /// <exception cref="IOException">A backup cannot be read, so that nobody knows whose it is.</exception>
    public IReadOnlyList<NamedFile> Name(SessionId id, string? life) =>
    [
        .. Candidates(id)
            .Where(file => file.IsDocument || file.IsLink || IsOf(file.Path, id, life))
            .Select(file => new NamedFile(file.Name, file.Stamp)),
    ];

    /// <summary>Returns the paths of the files that are there and that a deletion names.</summary>
    /// <exception cref="IOException">A deletion by an earlier version has to look into a file that cannot be
    /// read.</exception>
    public IEnumerable<string> FindNamed(DeletedSession deletion) =>
        Candidates(deletion.SessionId).Where(file => IsNamed(deletion, file)).Select(file => file.Path);

    /// <summary>Whether a deletion names the present file under the session's name.</summary>
    /// <inheritdoc cref="FindNamed"/>
    public bool IsDocumentNamed(DeletedSession deletion) =>
        FindDocument(deletion.SessionId) is { } file && IsNamed(deletion, file);

    private bool IsNamed(DeletedSession deletion, Candidate file) =>
        deletion.Files is { } files ? files.Any(named => named.Name == file.Name && IsSame(named, file.Stamp, files))
            : !file.IsLink && IsNamedByEarlierVersion(deletion, file);

    // Two names of one file are removed one after the other: the first removal changes when the file was changed.
    private static bool IsSame(NamedFile named, FileStamp found, IReadOnlyList<NamedFile> files) =>
        named.Stamp == found
        || (named.Stamp.WithoutChangeTime() == found.WithoutChangeTime()
            && named.Stamp.FileId > 0 && files.Count(other => other.Stamp.FileId == named.Stamp.FileId) > 1);

    // By the life in a file, or by the bytes that its record names; of copies also those that say no life.
    private bool IsNamedByEarlierVersion(DeletedSession deletion, Candidate file)
    {
        var (id, head) = (deletion.SessionId, ReadHead(file.Path, deletion.SessionId));
        return head?.Head?.Life == deletion.Life || HasBytesOf(deletion, file)
            || (!file.IsDocument && IsOf(file.Path, id, deletion.Life));
    }

    private bool HasBytesOf(DeletedSession deletion, Candidate file) =>
        deletion is { FileLength: { } length, FileCrc: { } crc } && file.Stamp.Length == length
            && Crc32C.Compute(FileContent.Read(store.Disk, file.Path)) == crc;

    // Backups and quarantined copies without a life were taken from the session.
    private bool IsOf(string path, SessionId id, string? life) =>
        ReadHead(path, id) is { } read && (read.Head?.Life is not { } found || found == life);

    private IEnumerable<Candidate> Candidates(SessionId id)
    {
        if (FindDocument(id) is { } document) yield return document;

        foreach (var name in backups.NamesOf(id))
        {
            if (Find(name, store.Directory.PathOf(name), isDocument: false) is { } backup) yield return backup;
        }

        foreach (var name in quarantine.NamesOf(id))
        {
            var shown = $"{StoreDirectory.QuarantineName}/{name}";
            if (Find(shown, store.Directory.PathInQuarantine(name), isDocument: false) is { } copy) yield return copy;
        }
    }

    private Candidate? FindDocument(SessionId id) =>
        Find(StoreContext.DocumentName(id), store.DocumentPath(id), isDocument: true);

    // A link is deleted as what it is: what it leads to stays.
    private Candidate? Find(string name, string path, bool isDocument) =>
        store.Disk.FindEntry(path) is { Kind: not FileSystemEntryKind.Directory } file
            ? new(name, path, FileStamp.Of(file), isDocument, file.Kind == FileSystemEntryKind.Other)
            : null;

    // Nothing is known of a newer version's file but its stamp.
    private DocumentHeadResult? ReadHead(string path, SessionId id)
    {
        try
        {
            var read = store.Documents.ReadHead(path, id);
            return read.Fault is { Kind: DocumentFaultKind.Unreadable } fault
                ? throw new IOException(fault.Detail)
                : read;
        }
        catch (UnsupportedFormatException)
        {
            return null;
        }
    }

    private sealed record Candidate(string Name, string Path, FileStamp Stamp, bool IsDocument, bool IsLink);
}
