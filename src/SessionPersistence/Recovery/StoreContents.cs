using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>One listing of a store's directory, sorted by what the names mean.</summary>
/// <param name="Documents">The files that are sessions by their names.</param>
/// <param name="Backups">The sessions that have a file <c>&lt;id&gt;.json.bak</c>.</param>
/// <param name="Generations">The numbers of the sessions' further backups,
/// <c>&lt;id&gt;.json.bak.&lt;n&gt;</c>.</param>
/// <param name="Staging">What writes that never finished left behind.</param>
internal sealed record StoreContents(
    IReadOnlyList<(SessionId Id, FileSystemEntry Entry)> Documents,
    IReadOnlyList<SessionId> Backups,
    FileNumbers Generations,
    IReadOnlyList<string> Staging)
{
    public const string BackupExtension = ".json.bak";

    private static readonly HashSet<string> OwnNames = new(StringComparer.Ordinal)
    {
        StoreDirectory.JournalName, StoreDirectory.QuarantineName, StoreDirectory.DeletedName,
        SessionIndex.FileName, DeletionLedgerFile.FileName,
        LockFiles.StoreLock, LockFiles.StoreOwner, LockFiles.JournalLock, LockFiles.JournalOwner,
    };

    /// <summary>Gets the sessions in the place of whose file there is a directory.</summary>
    public required IReadOnlySet<SessionId> DocumentDirectories { get; init; }

    /// <summary>Gets the sessions in the place of whose backup there is a directory.</summary>
    public required IReadOnlyList<SessionId> BackupDirectories { get; init; }

    /// <summary>Gets the names that begin with an underscore, and those of locks and their owners.</summary>
    public required IReadOnlyList<string> SystemNames { get; init; }

    /// <summary>Gets whether there is nothing, but for names that begin with a dot.</summary>
    public required bool IsEmpty { get; init; }

    /// <summary>Gets the sessions in the place of whose file there is a link.</summary>
    public required IReadOnlyDictionary<SessionId, FileSystemEntry> DocumentLinks { get; init; }

    /// <summary>Gets how many names are those of sessions, whatever they name.</summary>
    public int SessionFiles => Documents.Count + DocumentDirectories.Count + DocumentLinks.Count;

    /// <summary>Gets how many sessions have a backup and no file.</summary>
    public int OrphanBackups => Backups.Except(Documents.Select(document => document.Id)).Count();

    /// <summary>Says what the directory is.</summary>
    /// <param name="dialect">What is known of the other program.</param>
    /// <param name="findings">What was found in it: which files are no sessions.</param>
    public DirectoryKind KindOf(IForeignDialect dialect, IEnumerable<RecoveryFinding> findings)
    {
        if (IsEmpty) return DirectoryKind.Empty;

        return SystemNames.Any(name => OwnNames.Contains(name) || dialect.SystemNames.Contains(name))
            || OrphanBackups > 0 || BackupDirectories.Count > 0 || Documents.Count > CountOfForeign(findings)
            ? DirectoryKind.Store
            : DirectoryKind.Other;
    }

    /// <summary>Lists a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="findings">Where to tell of names that are no sessions, and of links.</param>
    public static StoreContents List(StoreDirectory directory, List<RecoveryFinding> findings)
    {
        var listing = new StoreListing(findings);
        foreach (var entry in directory.Disk.ListDirectory(directory.Root).OrderBy(e => e.Name, StringComparer.Ordinal))
            listing.Add(entry);
        return listing.ToContents();
    }

    /// <summary>Whether only a store, or a journal, gives a file or a directory this name.</summary>
    public static bool IsOwnName(string name) => OwnNames.Contains(name);

    private int CountOfForeign(IEnumerable<RecoveryFinding> findings) =>
        findings.Where(finding => finding.Kind == FindingKinds.ForeignFile)
            .Select(finding => finding.SessionId).OfType<SessionId>()
            .Distinct().Count(id => !DocumentDirectories.Contains(id));
}
