namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private static IEnumerable<FileSystemConformanceCase> Locks() =>
    [
        Case("A lock has one holder, and is free when that one lets go", LocksOnce),
        Case("A lock makes its file, and leaves it", LockLeavesItsFile),
        Case("A lock does not care what is in its file", LockKeepsContent),
        Case("Locks of different files do not meet", LocksDifferentFiles),
        Case("A lock that is released twice frees only itself", ReleasesOnce),
        Case("A lock in a missing directory fails", LocksInNoMissingDirectory),
        Case("A lock knows whether its file still has its name", FollowsItsFile),
    ];

    private static void LocksOnce(ConformanceFolder folder)
    {
        var path = folder.PathOf("lock");
        for (var round = 0; round < 3; round++)
        {
            using var held = folder.Disk.TryLock(path);
            FileSystemExpect.That(held is not null, "A free lock could not be taken.");
            using var second = folder.Disk.TryLock(path);
            FileSystemExpect.That(second is null, "A lock that is held was taken again.");
        }
    }

    private static void LockLeavesItsFile(ConformanceFolder folder)
    {
        folder.Disk.TryLock(folder.PathOf("lock"))?.Dispose();

        folder.ExpectNames("lock");
    }

    private static void FollowsItsFile(ConformanceFolder folder)
    {
        var path = folder.PathOf("lock");
        using var held = folder.Disk.TryLock(path)!;
        FileSystemExpect.That(held.IsInPlace(), "A lock was not in its place at once.");

        if (!FileSystemExpect.IsAllowed(() => folder.Disk.DeleteFile(path)))
            return;
        FileSystemExpect.That(!held.IsInPlace(), "A lock was in its place without its file.");

        folder.Write("lock", "");
        if (folder.Disk.FindEntry(path) is { FileId: not 0 })
            FileSystemExpect.That(!held.IsInPlace(), "A lock was in its place under another file's name.");
    }

    private static void LockKeepsContent(ConformanceFolder folder)
    {
        folder.Write("lock", "said before");

        using (var held = folder.Disk.TryLock(folder.PathOf("lock")))
            FileSystemExpect.That(held is not null, "A file with content could not be locked.");

        FileSystemExpect.Same("said before", folder.Read("lock"), "The content of the lock file");
    }

    private static void LocksDifferentFiles(ConformanceFolder folder)
    {
        using var first = folder.Disk.TryLock(folder.PathOf("first"));
        using var second = folder.Disk.TryLock(folder.PathOf("second"));

        FileSystemExpect.That(
            first is not null && second is not null, "The lock of one file kept another from being taken.");
    }

    private static void ReleasesOnce(ConformanceFolder folder)
    {
        var path = folder.PathOf("lock");
        var first = folder.Disk.TryLock(path);
        first?.Dispose();
        using var second = folder.Disk.TryLock(path);

        first?.Dispose();

        using var third = folder.Disk.TryLock(path);
        FileSystemExpect.That(second is not null && third is null, "A lock was freed by its former holder.");
    }

    private static void LocksInNoMissingDirectory(ConformanceFolder folder)
    {
        FileSystemExpect.Throws<IOException>(
            () => folder.Disk.TryLock(folder.PathOf("no/lock")), "Locking in a missing directory");
        folder.ExpectNames();
    }
}
