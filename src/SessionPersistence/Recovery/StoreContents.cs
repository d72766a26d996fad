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

    public const string BackupExtension = ".json.bak";

    private static readonly HashSet<string> OwnNames = new(StringComparer.Ordinal)
    {
        StoreDirectory.JournalName, StoreDirectory.QuarantineName, SessionIndex.FileName, DeletionLedgerFile.FileName,
        LockFiles.StoreLock, LockFiles.StoreOwner, LockFiles.JournalLock, LockFiles.JournalOwner,
    };

    private const string DocumentExtension = ".json";

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

    private int CountOfForeign(IEnumerable<RecoveryFinding> findings) =>
        findings.Where(finding => finding.Kind == FindingKinds.ForeignFile)
            .Select(finding => finding.SessionId).OfType<SessionId>()
            .Distinct().Count(id => !DocumentDirectories.Contains(id));

    /// <summary>Lists a directory.</summary>
    public static StoreContents List(StoreDirectory directory, List<RecoveryFinding> findings)
    {
        var documents = new List<(SessionId, FileSystemEntry)>();
        var backups = new List<SessionId>();
        var (documentDirectories, backupDirectories) = (new HashSet<SessionId>(), new List<SessionId>());
        var documentLinks = new Dictionary<SessionId, FileSystemEntry>();
        var generations = new FileNumbers();
        var staging = new List<string>();
        var systemNames = new List<string>();
        var isEmpty = true;
        foreach (var entry in directory.Disk.ListDirectory(directory.Root).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry.Name is not ['.', ..]) isEmpty = false;
            if (entry.Name is ['_', ..] || OwnNames.Contains(entry.Name)) systemNames.Add(entry.Name);
            if (StagingFile.IsStaging(entry.Name))
            {
                if (entry.Kind == FileSystemEntryKind.File) staging.Add(entry.Name);
            }
            else if (GenerationName.TryParse(entry.Name, out var session, out var number) && number > 0)
            {
                generations.Add(session, number);
                if (entry.Kind == FileSystemEntryKind.Other)
                    findings.Add(Linked(entry.Name) with { SessionId = session });
            }
            else if (RawIdOf(entry.Name) is { } rawId)
            {
                var isBackup = entry.Name.EndsWith(BackupExtension, StringComparison.Ordinal);
                if (!SessionId.TryParse(rawId, out var id)) findings.Add(UnsafeId(rawId, entry.Name));
                else if (entry.Kind == FileSystemEntryKind.File && isBackup) backups.Add(id);
                else if (entry.Kind == FileSystemEntryKind.File) documents.Add((id, entry));
                else if (entry.Kind == FileSystemEntryKind.Directory && isBackup) backupDirectories.Add(id);
                else if (entry.Kind == FileSystemEntryKind.Other)
                {
                    if (!isBackup) documentLinks.Add(id, entry);
                    findings.Add(Linked(entry.Name) with { SessionId = id });
                }
                else
                {
                    documentDirectories.Add(id);
                    findings.Add(Foreign(entry.Name) with { SessionId = id });
                }
            }
            else if (entry.Kind == FileSystemEntryKind.Other && IsOfStore(entry.Name))
            {
                findings.Add(Linked(entry.Name));
            }
            else if (!IsKnown(entry.Name) && entry.Kind != FileSystemEntryKind.Directory)
            {
                findings.Add(Foreign(entry.Name));
            }
        }

        return new(documents, backups, generations, staging)
        {
            DocumentDirectories = documentDirectories,
            BackupDirectories = backupDirectories,
            SystemNames = systemNames,
            IsEmpty = isEmpty,
            DocumentLinks = documentLinks,
        };
    }

    // What the name says the session is, be it an id or not. "a.json.bak" is a session id like any other: only the end
    // of a name says what its file is.
    private static string? RawIdOf(string name)
    {
        if (name is ['_', ..]) return null;
        if (name.EndsWith(DocumentExtension, StringComparison.Ordinal)) return name[..^DocumentExtension.Length];

        return name.EndsWith(BackupExtension, StringComparison.Ordinal) ? name[..^BackupExtension.Length] : null;
    }

    // Names that start with '_' or '.' are system files, ours and the reference's; but for what a write of the
    // reference left.
    private static bool IsKnown(string name) =>
        name is ['.', ..] or LockFiles.StoreLock or LockFiles.StoreOwner
            || (name is ['_', ..] && !name.Contains(".tmp", StringComparison.Ordinal));

    private static bool IsOfStore(string name) => name is SessionIndex.FileName or DeletionLedgerFile.FileName;

    private static RecoveryFinding Linked(string name) =>
        new(FindingKinds.LinkedFile, FindingCategory.UnsafeToRepair, LinkedFile.Detail)
    { Path = name, Recommendation = Recommendations.ManualReview };

    private static RecoveryFinding UnsafeId(string rawId, string name) =>
        new(FindingKinds.UnsafeId, FindingCategory.UnsafeToRepair,
        "The name of the file is no session id; the file is neither read nor touched.")
    { Path = name, RawId = rawId, Recommendation = Recommendations.ManualReview };

    private static RecoveryFinding Foreign(string name) =>
        new(FindingKinds.ForeignFile, FindingCategory.Ok,
            "Not a file of this store; it is not touched.") { Path = name };
}
