using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>What keeps a store from being opened in a directory: as long as it is there, nothing can be
/// repaired.</summary>
internal static class StoreObstacles
{
    private static readonly (string Name, FileSystemEntryKind Kind)[] Needed =
    [
        (StoreDirectory.JournalName, FileSystemEntryKind.Directory),
        (StoreDirectory.QuarantineName, FileSystemEntryKind.Directory),
        (LockFiles.StoreLock, FileSystemEntryKind.File),
    ];

    private const string NoDirectory = $"It is no directory: {Blocked}";
    private const string Linked = $"It is a link, and none is followed: {Blocked}";
    private const string NoFile = $"It is no file: {Blocked}";
    private const string Blocked = "until it is moved away, no store can be opened here, and nothing repaired.";

    /// <summary>Looks for them.</summary>
    /// <exception cref="IOException">The directory cannot be looked at.</exception>
    public static IEnumerable<RecoveryFinding> In(StoreDirectory directory)
    {
        foreach (var (name, kind) in Needed)
        {
            if (directory.Disk.FindEntry(directory.PathOf(name)) is { } entry && entry.Kind != kind)
            {
                yield return Obstacle(name, entry.Kind == FileSystemEntryKind.Other ? Linked
                    : kind == FileSystemEntryKind.Directory ? NoDirectory : NoFile);
            }
        }

        // A file of that name only keeps deleted sessions from being kept.
        if (directory.Disk.FindEntry(directory.Deleted) is { Kind: FileSystemEntryKind.Other })
        {
            yield return Obstacle(StoreDirectory.DeletedName, Linked);
        }

        // Whatever else has the name is replaced.
        if (directory.Disk.FindEntry(directory.PathOf(LockFiles.StoreOwner)) is { Kind: FileSystemEntryKind.Directory })
        {
            yield return Obstacle(LockFiles.StoreOwner, NoFile);
        }

        if (directory.Disk.FindEntry(directory.PathOf(LockFiles.JournalLock)) is not null)
        {
            yield return Obstacle(LockFiles.JournalLock,
                "The directory is that of a standalone turn journal; no store can be opened here.");
        }
    }

    /// <summary>Makes the finding of an obstacle.</summary>
    public static RecoveryFinding Obstacle(string name, string detail) =>
        new(FindingKinds.StoreObstructed, FindingCategory.UnsafeToRepair, detail) { Path = name,
            Recommendation = Recommendations.ManualReview };
}
