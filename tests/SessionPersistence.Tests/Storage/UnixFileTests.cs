using System.Diagnostics;
using System.Runtime.Versioning;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class UnixFileTests
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    private readonly PhysicalFileSystem _disk = new();

    [UnixFact]
    public void W52_Everything_that_is_created_is_for_its_owner_only()
    {
        using var folder = TempFolder.ForCaller();
        var directory = new StoreDirectory(_disk, folder.PathOf("store"));

        directory.EnsureExists();
        _disk.TryLock(directory.PathOf("store.lock"))!.Dispose();
        AtomicFile.Replace(_disk, directory.Root, "replaced.json", "{}"u8);
        AtomicFile.TryPublish(_disk, directory.Root, "published.json", "{}"u8);
        AtomicFile.Quarantine(_disk, directory.Root, "replaced.json", directory.Quarantine, "kept.json");

        Assert.Equal(DirectoryMode0700, File.GetUnixFileMode(directory.Root));
        foreach (var path in Directory.EnumerateDirectories(directory.Root))
            Assert.Equal(DirectoryMode0700, File.GetUnixFileMode(path));
        foreach (var path in Directory.EnumerateFiles(directory.Root, "*", SearchOption.AllDirectories))
            Assert.Equal(FileMode0600, File.GetUnixFileMode(path));
    }

    [UnixFact]
    public void FindEntry_SymbolicLink_IsOtherAndNeverOpened()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("target"), "secret");
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("target"));
        File.CreateSymbolicLink(folder.PathOf("dangling"), folder.PathOf("nowhere"));

        AssertNeverOpened(folder, "link");
        AssertNeverOpened(folder, "dangling");

        Assert.False(File.Exists(folder.PathOf("nowhere")));
    }

    [UnixFact]
    public void FindEntry_Pipe_IsOtherAndNeverWaitedFor()
    {
        using var folder = TempFolder.ForCaller();
        using (var process = Process.Start("mkfifo", [folder.PathOf("pipe")])) process.WaitForExit();

        AssertNeverOpened(folder, "pipe");
    }

    [UnixFact]
    public void OpenForReading_LinkOrPipeTookThePlaceOfTheFile_DoesNotFollowOrWait()
    {
        using var folder = TempFolder.ForCaller();
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("target"));
        File.WriteAllText(folder.PathOf("target"), "secret");
        using (var process = Process.Start("mkfifo", [folder.PathOf("pipe")])) process.WaitForExit();

        Assert.ThrowsAny<IOException>(() => PhysicalPlatform.Current.OpenForReading(folder.PathOf("link")));
        using var file = new PhysicalFile(
            PhysicalPlatform.Current, PhysicalPlatform.Current.OpenForReading(folder.PathOf("pipe")), "pipe");
        Assert.ThrowsAny<IOException>(() => file.Length);
    }

    [UnixFact]
    public void Replace_TargetIsALink_RefusesAndLeavesBoth()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("outside"), "untouched");
        File.CreateSymbolicLink(folder.PathOf("a.json"), folder.PathOf("outside"));

        var error = Assert.Throws<SessionWriteException>(
            () => AtomicFile.Replace(_disk, folder.Root, "a.json", "new"u8));

        Assert.Equal(WriteOutcome.NotDone, error.Outcome);
        Assert.Equal("untouched", File.ReadAllText(folder.PathOf("outside")));
        Assert.Equal(FileSystemEntryKind.Other, _disk.FindEntry(folder.PathOf("a.json"))!.Value.Kind);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(folder.Root).Count());
    }

    [UnixFact]
    public void Flush_OpenForReading_MakesDurableWhatOthersWrote()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("a"), "x");
        using var file = _disk.OpenFile(folder.PathOf("a"));

        file.Flush();
    }

    private void AssertNeverOpened(TempFolder folder, string name)
    {
        var path = folder.PathOf(name);
        Assert.Equal(FileSystemEntryKind.Other, _disk.FindEntry(path)!.Value.Kind);
        Assert.Equal(
            FileSystemEntryKind.Other, _disk.ListDirectory(folder.Root).Single(entry => entry.Name == name).Kind);
        Assert.ThrowsAny<IOException>(() => _disk.OpenFile(path));
        Assert.ThrowsAny<IOException>(() => _disk.CreateFile(path));
        Assert.ThrowsAny<IOException>(() => _disk.TryLock(path));
    }
}
