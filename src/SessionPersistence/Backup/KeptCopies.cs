using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Backup;

/// <summary>Copies of sessions that were deleted and can be undeleted: <c>_deleted/&lt;id&gt;.&lt;life&gt;.json</c>, a
/// whole document each.</summary>
/// <remarks>The name is of one life, and nothing else is ever kept under it.</remarks>
internal sealed class KeptCopies(StoreContext store)
{
    private const string Extension = ".json";

    /// <summary>Makes a copy of a session durable.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public void Keep(SessionHead head, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var name = NameOf(head.Id, head.Life!);
        var written = DocumentWriter.Write(head, messages);
        store.Documents.ThrowIfTooLarge(written, name);
        EnsureDirectory();
        AtomicFile.Replace(store.Disk, store.Directory.Deleted, name, written.Bytes.Span);
    }

    /// <summary>Whether there is a copy of a life.</summary>
    public bool Has(SessionId id, string life) => SessionHead.IsLife(life) && HasDirectory
        && store.Disk.FindEntry(PathOf(id, life)) is { Kind: FileSystemEntryKind.File };

    /// <summary>Reads the copy of a life, whole.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="SessionCorruptException">It cannot be read, or is not what its name says.</exception>
    public SessionDocument? Read(SessionId id, string life)
    {
        if (!Has(id, life)) return null;

        var read = store.Documents.Read(PathOf(id, life), id);
        if (read.Document is { CrcMismatch: false } document && document.Head.Life == life) return document;

        throw new SessionCorruptException(id, $"{StoreDirectory.DeletedName}/{NameOf(id, life)}",
            read.Fault?.Detail ?? "It is not the copy that was kept.");
    }

    /// <summary>Removes the copy of a life, durably.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="IOException">The device refused.</exception>
    public bool Remove(SessionId id, string life)
    {
        if (!Has(id, life)) return false;

        store.Disk.DeleteFile(PathOf(id, life));
        store.Disk.FlushDirectory(store.Directory.Deleted);
        return true;
    }

    /// <summary>Lists the copies that are there.</summary>
    public IReadOnlyList<(SessionId Id, string Life)> List()
    {
        var copies = new List<(SessionId, string)>();
        foreach (var file in Files())
        {
            if (TryParse(file.Name, out var id, out var life)) copies.Add((id, life));
        }

        return copies;
    }

    /// <summary>Returns what writes that never finished left there.</summary>
    public IReadOnlyList<string> Staging() => [.. Files().Select(file => file.Name).Where(StagingFile.IsStaging)];

    private IEnumerable<FileSystemEntry> Files() =>
        HasDirectory
            ? store.Disk.ListDirectory(store.Directory.Deleted)
                .Where(entry => entry.Kind == FileSystemEntryKind.File)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            : [];

    // A link to one is none: what is behind it is somebody else's.
    private bool HasDirectory =>
        store.Disk.FindEntry(store.Directory.Deleted) is { Kind: FileSystemEntryKind.Directory };

    // Its name is durable before anything in it is relied on.
    private void EnsureDirectory()
    {
        try
        {
            if (OwnershipRule.CreateDirectory(store.Disk, store.Directory.Root, store.Directory.Deleted))
                store.Disk.FlushDirectory(store.Directory.Root);
            if (!HasDirectory) throw new IOException("It is no directory.");
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Making", store.Directory.Deleted, e);
        }
    }

    private string PathOf(SessionId id, string life) => store.Directory.PathInDeleted(NameOf(id, life));

    private static string NameOf(SessionId id, string life) => $"{id}.{life}{Extension}";

    private static bool TryParse(string name, out SessionId id, out string life)
    {
        (id, life) = (default, "");
        if (!name.EndsWith(Extension, StringComparison.Ordinal)) return false;

        var stem = name[..^Extension.Length];
        var dot = stem.LastIndexOf('.');
        if (dot < 0) return false;

        life = stem[(dot + 1)..];
        return SessionHead.IsLife(life) && SessionId.TryParse(stem[..dot], out id);
    }
}
