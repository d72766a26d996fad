using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class PhysicalFileSystemTests
{
    private readonly PhysicalFileSystem _disk = new();

    [Fact]
    public void Write_AtOffsets_IsReadBack()
    {
        using var folder = TempFolder.ForCaller();
        using (var file = _disk.CreateFile(folder.PathOf("a")))
        {
            file.Write("hello "u8, 0);
            file.Write("world"u8, 6);
            file.Flush();
            Assert.Equal(11, file.Length);
        }

        _disk.FlushDirectory(folder.Root);

        Assert.Equal("hello world", Read(folder.PathOf("a")));
    }

    [UnixFact]
    public void FindLengthByName_AgainAndAgain_AllocatesNothing()
    {
        using var folder = TempFolder.ForCaller();
        using var file = _disk.CreateFile(folder.PathOf("a"));
        using var held = _disk.TryLock(folder.PathOf("lock"))!;
        file.Write("hello"u8, 0);
        Assert.Equal(5, file.FindLengthByName());
        Assert.True(held.IsInPlace());
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            file.FindLengthByName();
            held.IsInPlace();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [UnixFact]
    public void FindLengthByName_DirectoryWasReplaced_FindsAnotherFile()
    {
        using var folder = TempFolder.ForCaller();
        var directory = folder.PathOf("d");
        Directory.CreateDirectory(directory);
        using var file = _disk.CreateFile(Path.Combine(directory, "a"));
        Directory.Move(directory, folder.PathOf("old"));
        Assert.Null(file.FindLengthByName());
        Directory.CreateDirectory(directory);
        Write(Path.Combine(directory, "a"), "");

        Assert.Null(file.FindLengthByName());
    }

    [Fact]
    public void Read_AtTheEnd_ReturnsWhatIsThere()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "hello");
        using var file = _disk.OpenFile(folder.PathOf("a"));
        var buffer = new byte[10];

        Assert.Equal(2, file.Read(buffer, 3));
        Assert.Equal(0, file.Read(buffer, 5));
        Assert.Equal(0, file.Read(buffer, 50));
    }

    [Fact]
    public void SetLength_Smaller_CutsTheFile()
    {
        using var folder = TempFolder.ForCaller();
        using var file = _disk.CreateFile(folder.PathOf("a"));
        file.Write("hello"u8, 0);

        file.SetLength(2);
        file.Flush();

        Assert.Equal("he", Read(folder.PathOf("a")));
    }

    [Fact]
    public void CreateFile_GarbageCollected_StaysOpen()
    {
        using var folder = TempFolder.ForCaller();
        using var file = _disk.CreateFile(folder.PathOf("a"));

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        file.Write("still open"u8, 0);
        file.Flush();
    }

    [Fact]
    public void CreateFile_NameTaken_Throws()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "old");

        Assert.Throws<IOException>(() => _disk.CreateFile(folder.PathOf("a")));
        Assert.Equal("old", Read(folder.PathOf("a")));
    }

    [Fact]
    public void OpenFile_NoSuchName_Throws()
    {
        using var folder = TempFolder.ForCaller();

        Assert.Throws<FileNotFoundException>(() => _disk.OpenFile(folder.PathOf("a")));
        Assert.Throws<FileNotFoundException>(() => _disk.OpenFile(folder.PathOf("no/a")));
    }

    [Fact]
    public void OpenFile_Directory_Throws()
    {
        using var folder = TempFolder.ForCaller();

        Assert.Throws<IOException>(() => _disk.OpenFile(folder.Root));
    }

    [Fact]
    public void OpenFile_PathWithNul_IsMisuse() => Assert.Throws<ArgumentException>(() => _disk.OpenFile("a\0b"));

    [Fact]
    public void CreateDirectory_Again_ReturnsFalse()
    {
        using var folder = TempFolder.ForCaller();

        Assert.True(_disk.CreateDirectory(folder.PathOf("d")));
        Assert.False(_disk.CreateDirectory(folder.PathOf("d")));
    }

    [Fact]
    public void CreateDirectory_NameIsAFileOrParentMissing_Throws()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "");

        Assert.Throws<IOException>(() => _disk.CreateDirectory(folder.PathOf("a")));
        Assert.ThrowsAny<IOException>(() => _disk.CreateDirectory(folder.PathOf("no/d")));
    }

    [Fact]
    public void DeleteFile_NothingThere_DoesNothing()
    {
        using var folder = TempFolder.ForCaller();

        _disk.DeleteFile(folder.PathOf("a"));
        _disk.DeleteFile(folder.PathOf("no/a"));

        Assert.Empty(folder.Names());
    }

    [UnixFact]
    public void ReplaceFile_TargetOpen_OldHandleStaysReadable()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "old");
        Write(folder.PathOf("b"), "new");
        using (var old = _disk.OpenFile(folder.PathOf("a")))
        {
            _disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a"));

            var buffer = new byte[10];
            Assert.Equal(3, old.Read(buffer, 0));
            Assert.Equal("old"u8, buffer.AsSpan(0, 3));
        }

        Assert.Equal("new", Read(folder.PathOf("a")));
        Assert.Equal(["a"], folder.Names());
    }

    [Fact]
    public void ReplaceFile_SourceMissing_Throws()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "old");

        Assert.ThrowsAny<IOException>(() => _disk.ReplaceFile(folder.PathOf("no"), folder.PathOf("a")));
        Assert.Equal("old", Read(folder.PathOf("a")));
    }

    [Fact]
    public void TryPublishFile_NameTaken_LeavesBothAsTheyAre()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "first");
        Write(folder.PathOf("b"), "second");

        Assert.False(_disk.TryPublishFile(folder.PathOf("b"), folder.PathOf("a")));

        Assert.Equal("first", Read(folder.PathOf("a")));
        Assert.Equal("second", Read(folder.PathOf("b")));
    }

    [Fact]
    public void TryLinkFile_NameFree_GivesASecondName()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "content");

        Assert.True(_disk.TryLinkFile(folder.PathOf("a"), folder.PathOf("b")));
        _disk.DeleteFile(folder.PathOf("a"));

        Assert.Equal("content", Read(folder.PathOf("b")));
    }

    [Fact]
    public void TryLinkFile_NameTaken_Throws()
    {
        using var folder = TempFolder.ForCaller();
        Write(folder.PathOf("a"), "a");
        Write(folder.PathOf("b"), "b");

        Assert.ThrowsAny<IOException>(() => _disk.TryLinkFile(folder.PathOf("a"), folder.PathOf("b")));
        Assert.Equal("b", Read(folder.PathOf("b")));
    }

    [Fact]
    public void TryLock_HeldInTheSameProcess_ReturnsNull()
    {
        using var folder = TempFolder.ForCaller();
        var path = folder.PathOf("lock");

        using (var first = _disk.TryLock(path))
        {
            Assert.NotNull(first);
            Assert.Null(_disk.TryLock(path));
            Assert.Null(new PhysicalFileSystem().TryLock(path));
        }

        using var again = _disk.TryLock(path);
        Assert.NotNull(again);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void TryLock_DirectoryMissing_Throws()
    {
        using var folder = TempFolder.ForCaller();

        Assert.ThrowsAny<IOException>(() => _disk.TryLock(folder.PathOf("no/lock")));
    }

    private void Write(string path, string text)
    {
        using var file = _disk.CreateFile(path);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text), 0);
    }

    private string Read(string path)
    {
        using var file = _disk.OpenFile(path);
        var buffer = new byte[file.Length];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, file.Read(buffer, 0));
    }
}
