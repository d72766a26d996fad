using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

public sealed class InMemoryFileSystemTests
{
    [Fact]
    public void Dump_lists_everything_and_escapes_what_is_not_text()
    {
        var disk = new InMemoryFileSystem();
        disk.Seed("/d/b", [0, 1, (byte)'x', (byte)'\\']);
        disk.Seed("/a", "one\ntwo\n\n\n\n");
        disk.CreateDirectory("/e");

        Assert.Equal(
            """
            /a 11 bytes
              one\n
              two\n
              (3 newlines)
            /d/
            /d/b 4 bytes
              \x00\x01x\\
            /e/

            """.ReplaceLineEndings("\n"),
            disk.Dump());
    }

    [Fact]
    public void It_works_as_a_file_system()
    {
        var disk = new InMemoryFileSystem();
        using (var file = disk.CreateFile("/t"))
        {
            file.Write("abc"u8, 0);
            file.Flush();
        }

        disk.ReplaceFile("/t", "/a");
        Assert.True(disk.TryLinkFile("/a", "/b"));
        Assert.True(disk.TryPublishFile("/b", "/c"));
        disk.FlushDirectory("/");
        disk.DeleteFile("/a");

        Assert.Equal("abc", Disk.Text(disk, "/c"));
        Assert.Single(disk.ListDirectory("/"));
        Assert.NotNull(disk.TryLock("/c"));
    }

    [Fact]
    public async Task It_is_safe_for_concurrent_use()
    {
        var disk = new InMemoryFileSystem();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var n = 0; n < 200; n++)
                Paper.Save(disk, $"/{worker}-{n % 10}", Paper.Document(n % 5));
        })));

        Assert.Equal(40, disk.ListDirectory("/").Count);
        Assert.All(disk.ListDirectory("/"), entry => Assert.NotNull(Paper.Read(disk, "/" + entry.Name)));
    }
}
