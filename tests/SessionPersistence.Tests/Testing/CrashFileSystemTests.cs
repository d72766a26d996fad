using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

public sealed class CrashFileSystemTests
{
    private readonly CrashFileSystem _disk = new();

    [Fact]
    public void CreateFile_refuses_a_name_that_is_taken()
    {
        _disk.Seed("/a", "1");

        var error = Assert.Throws<IOException>(() => _disk.CreateFile("/a"));

        Assert.Equal(17, error.HResult);
    }

    [Fact]
    public void Names_need_their_directory()
    {
        Assert.Throws<DirectoryNotFoundException>(() => _disk.CreateFile("/d/a"));
        Assert.Throws<DirectoryNotFoundException>(() => _disk.ListDirectory("/d"));
        Assert.Throws<DirectoryNotFoundException>(() => _disk.CreateDirectory("/d/e"));
        Assert.Null(_disk.FindEntry("/d/a"));
    }

    [Fact]
    public void CreateDirectory_says_whether_it_is_new()
    {
        _disk.Seed("/file", "");

        Assert.True(_disk.CreateDirectory("/d"));
        Assert.False(_disk.CreateDirectory("/d"));
        Assert.False(_disk.CreateDirectory("/"));
        Assert.Throws<IOException>(() => _disk.CreateDirectory("/file"));
    }

    [Fact]
    public void OpenFile_of_nothing_throws() => Assert.Throws<FileNotFoundException>(() => _disk.OpenFile("/a"));

    [Fact]
    public void Write_is_visible_at_once_at_its_offset()
    {
        using var file = _disk.CreateFile("/a");
        file.Write("hello world"u8, 0);
        file.Write("W"u8, 6);

        file.SetLength(8);

        Assert.Equal("hello Wo", Disk.Text(_disk, "/a"));
        Assert.Equal(8, file.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write("x"u8, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.SetLength(9));
    }

    [Fact]
    public void Write_crosses_pages()
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        using var file = _disk.CreateFile("/a");
        file.Write(bytes.AsSpan(0, 5_000), 0);
        file.Write(bytes.AsSpan(4_000), 4_000);
        var read = new byte[30_000];

        var count = file.Read(read, 3);

        Assert.Equal(bytes.AsSpan(3), read.AsSpan(0, count));
        Assert.Equal(0, file.Read(read, 20_000));
    }

    [Fact]
    public void An_open_file_survives_its_names()
    {
        _disk.Seed("/a", "old");
        _disk.Seed("/b", "new");
        using var open = _disk.OpenFile("/a");

        _disk.ReplaceFile("/b", "/a");
        _disk.DeleteFile("/a");

        var read = new byte[8];
        Assert.Equal(3, open.Read(read, 0));
        Assert.Equal("old"u8, read.AsSpan(0, 3));
        Assert.Empty(_disk.ListDirectory("/"));
    }

    [Fact]
    public void A_file_opened_for_reading_cannot_be_written()
    {
        _disk.Seed("/a", "old");
        using var open = _disk.OpenFile("/a");

        Assert.Throws<UnauthorizedAccessException>(() => open.Write("x"u8, 0));
        Assert.Throws<UnauthorizedAccessException>(() => open.SetLength(0));
        open.Flush();
    }

    [Fact]
    public void A_closed_file_is_closed()
    {
        var file = _disk.CreateFile("/a");
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Flush());
        Assert.Throws<ObjectDisposedException>(() => file.Length);
    }

    [Fact]
    public void TryPublishFile_takes_only_a_free_name()
    {
        _disk.Seed("/a", "1");
        _disk.Seed("/b", "2");

        Assert.False(_disk.TryPublishFile("/a", "/b"));
        Assert.True(_disk.TryPublishFile("/a", "/c"));

        Assert.Equal("/b 1 bytes\n  2\n/c 1 bytes\n  1\n", _disk.Dump());
    }

    [Fact]
    public void TryLinkFile_gives_one_file_two_names()
    {
        _disk.Seed("/a", "1");

        Assert.True(_disk.TryLinkFile("/a", "/b"));

        Assert.Equal(_disk.FindEntry("/a")!.Value.FileId, _disk.FindEntry("/b")!.Value.FileId);
        Assert.Throws<IOException>(() => _disk.TryLinkFile("/a", "/b"));
    }

    [Fact]
    public void DeleteFile_of_nothing_does_nothing()
    {
        _disk.DeleteFile("/a");

        Assert.Empty(_disk.Trace);
    }

    [Fact]
    public void ReplaceFile_stays_in_one_directory()
    {
        _disk.Seed("/d/a", "1");

        Assert.Throws<ArgumentException>(() => _disk.ReplaceFile("/d/a", "/a"));
    }

    [Fact]
    public void TryLock_has_one_holder_and_keeps_the_file()
    {
        using (var held = _disk.TryLock("/.lock"))
        {
            Assert.NotNull(held);
            Assert.Null(_disk.TryLock("/.lock"));
        }

        Assert.NotNull(_disk.TryLock("/.lock"));
        Assert.NotNull(_disk.FindEntry("/.lock"));
    }

    [Fact]
    public void Trace_lists_what_changed_or_flushed()
    {
        _disk.SeedDirectory("/d");
        using var file = _disk.CreateFile("/d/t");
        file.Write("abc"u8, 0);
        file.Flush();
        _disk.ListDirectory("/d");
        _disk.ReplaceFile("/d/t", "/d/a");
        _disk.FlushDirectory("/d");

        Assert.Equal(
            [
                "#0 CreateFile /d/t",
                "#1 Write /d/t @0 +3",
                "#2 Flush /d/t 3 bytes",
                "#3 Replace /d/t -> /d/a",
                "#4 FlushDirectory /d",
            ],
            _disk.Trace.Select(operation => operation.ToString()));
    }

    [Fact]
    public void Time_and_file_ids_are_deterministic()
    {
        _disk.Seed("/a", "1");
        _disk.Seed("/b", "1");

        var entries = _disk.ListDirectory("/");

        Assert.Equal(TimeSpan.FromMilliseconds(1), entries[1].LastWriteTime - entries[0].LastWriteTime);
        Assert.Equal([2ul, 3ul], entries.Select(entry => entry.FileId));
    }

    [Fact]
    public void Windows_keeps_an_open_file_in_its_place()
    {
        var disk = new CrashFileSystem(new CrashFileSystemOptions { Windows = true });
        disk.Seed("/a", "1");
        disk.Seed("/b", "2");
        using (disk.OpenFile("/A"))
        {
            Assert.Throws<UnauthorizedAccessException>(() => disk.ReplaceFile("/b", "/a"));
            Assert.Throws<UnauthorizedAccessException>(() => disk.DeleteFile("/a"));
        }

        disk.ReplaceFile(@"\b", "/A");

        Assert.Equal("/A 1 bytes\n  2\n", disk.Dump());
        Assert.False(disk.Capabilities.HasFlag(FileSystemCapabilities.CaseSensitive));
    }

    [Fact]
    public void Hooks_run_around_each_operation()
    {
        var seen = new List<string>();
        _disk.BeforeOperation += operation => seen.Add("before " + operation);
        _disk.OperationCompleted += operation => seen.Add($"after {operation}, {_disk.OperationCount}");

        _disk.CreateDirectory("/d");

        Assert.Equal(["before #0 CreateDirectory /d", "after #0 CreateDirectory /d, 1"], seen);
    }
}
