using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Tells the names of a directory apart, one after the other.</summary>
/// <param name="findings">Where to tell of names that are no sessions, and of links.</param>
internal sealed class StoreListing(List<RecoveryFinding> findings)
{
    private const string DocumentExtension = ".json";

    private readonly List<(SessionId, FileSystemEntry)> _documents = [];
    private readonly List<SessionId> _backups = [];
    private readonly HashSet<SessionId> _documentDirectories = [];
    private readonly List<SessionId> _backupDirectories = [];
    private readonly Dictionary<SessionId, FileSystemEntry> _documentLinks = [];
    private readonly FileNumbers _generations = new();
    private readonly List<string> _staging = [];
    private readonly List<string> _systemNames = [];
    private bool _isEmpty = true;

    public StoreContents ToContents() => new(_documents, _backups, _generations, _staging)
    {
        DocumentDirectories = _documentDirectories,
        BackupDirectories = _backupDirectories,
        SystemNames = _systemNames,
        IsEmpty = _isEmpty,
        DocumentLinks = _documentLinks,
    };

    public void Add(FileSystemEntry entry)
    {
        if (entry.Name is not ['.', ..]) _isEmpty = false;
        if (entry.Name is ['_', ..] || StoreContents.IsOwnName(entry.Name)) _systemNames.Add(entry.Name);
        if (StagingFile.IsStaging(entry.Name))
        {
            if (entry.Kind == FileSystemEntryKind.File) _staging.Add(entry.Name);
        }
        else if (GenerationName.TryParse(entry.Name, out var session, out var number) && number > 0)
        {
            _generations.Add(session, number);
            if (entry.Kind == FileSystemEntryKind.Other)
                findings.Add(Linked(entry.Name) with { SessionId = session });
        }
        else if (RawIdOf(entry.Name) is { } rawId)
        {
            if (SessionId.TryParse(rawId, out var id)) AddOfSession(id, entry);
            else findings.Add(UnsafeId(rawId, entry.Name));
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

    private void AddOfSession(SessionId id, FileSystemEntry entry)
    {
        var isBackup = entry.Name.EndsWith(StoreContents.BackupExtension, StringComparison.Ordinal);
        switch (entry.Kind)
        {
            case FileSystemEntryKind.File when isBackup:
                _backups.Add(id);
                break;
            case FileSystemEntryKind.File:
                _documents.Add((id, entry));
                break;
            case FileSystemEntryKind.Directory when isBackup:
                _backupDirectories.Add(id);
                break;
            case FileSystemEntryKind.Directory:
                _documentDirectories.Add(id);
                findings.Add(Foreign(entry.Name) with { SessionId = id });
                break;
            default:
                if (!isBackup) _documentLinks.Add(id, entry);
                findings.Add(Linked(entry.Name) with { SessionId = id });
                break;
        }
    }

    // What the name says the session is, be it an id or not. "a.json.bak" is a session id like any other: only the end
    // of a name says what its file is.
    private static string? RawIdOf(string name)
    {
        if (name is ['_', ..]) return null;
        if (name.EndsWith(DocumentExtension, StringComparison.Ordinal)) return name[..^DocumentExtension.Length];

        return name.EndsWith(StoreContents.BackupExtension, StringComparison.Ordinal)
            ? name[..^StoreContents.BackupExtension.Length]
            : null;
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
