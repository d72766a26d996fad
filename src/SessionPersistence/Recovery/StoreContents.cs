using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>One listing of a store's directory, sorted by what the names mean.</summary>
/// <param name="Documents">The files that are sessions by their names.</param>
/// <param name="Staging">What writes that never finished left behind.</param>
internal sealed record StoreContents(IReadOnlyList<(SessionId Id, FileSystemEntry Entry)> Documents, IReadOnlyList<string> Staging)
{
    private const string DocumentExtension = ".json";

    /// <summary>Lists a directory.</summary>
    public static StoreContents List(StoreDirectory directory, List<RecoveryFinding> findings)
    {
        var documents = new List<(SessionId, FileSystemEntry)>();
        var staging = new List<string>();
        foreach (var entry in directory.Disk.ListDirectory(directory.Root).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var isFile = entry.Kind == FileSystemEntryKind.File;
            if (StagingFile.IsStaging(entry.Name))
            {
                if (isFile) staging.Add(entry.Name);
            }
            else if (!IsKnown(entry.Name) && ClassifyForeign(entry, isFile) is { } finding)
            {
                findings.Add(finding);
            }
            else if (isFile && TryGetSession(entry.Name, out var id))
            {
                documents.Add((id, entry));
            }
        }

        return new(documents, staging);
    }

    // Names that start with '_' or '.' are system files, ours and the reference's; a backup is no session.
    private static bool IsKnown(string name) =>
        name is [('_' or '.'), ..] or LockFiles.StoreLock or LockFiles.StoreOwner || IsBackup(name);

    // "a.json.bak" is a session id like any other: only the end of the name says that the file is its document.
    private static bool IsBackup(string name) =>
        name.Contains(".json.bak", StringComparison.Ordinal) && !name.EndsWith(DocumentExtension, StringComparison.Ordinal);

    private static RecoveryFinding? ClassifyForeign(FileSystemEntry entry, bool isFile)
    {
        var isDocument = entry.Name.EndsWith(DocumentExtension, StringComparison.Ordinal);
        if (!isDocument && entry.Kind == FileSystemEntryKind.Directory) return null;
        if (isDocument && isFile && TryGetSession(entry.Name, out _)) return null;

        return isDocument && isFile
            ? new(FindingKinds.UnsafeId, FindingCategory.UnsafeToRepair,
                "The name of the file is no session id; the file is neither read nor touched.") { Path = entry.Name }
            : new(FindingKinds.ForeignFile, FindingCategory.Ok, "Not a file of this store; it is not touched.") { Path = entry.Name };
    }

    private static bool TryGetSession(string name, out SessionId id)
    {
        id = default;
        return name.EndsWith(DocumentExtension, StringComparison.Ordinal)
            && SessionId.TryParse(name[..^DocumentExtension.Length], out id);
    }
}
