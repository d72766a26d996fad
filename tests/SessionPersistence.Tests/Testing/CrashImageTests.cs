using System.Text;
using SessionPersistence.Testing;
using static SessionPersistence.Testing.CrashModel;

namespace SessionPersistence.Tests.Testing;

public sealed class CrashImageTests
{
    private readonly CrashFileSystem _disk = new();

    [Fact]
    public void Nothing_pending_gives_one_image()
    {
        _disk.Seed("/d/a", "1");

        var image = Assert.Single(_disk.CrashImages(StrictPosix));

        Assert.Equal(_disk.Dump(), image.Mount().Dump());
    }

    [Fact]
    public void Strict_names_are_any_subset()
    {
        _disk.Seed("/a", "1");
        _disk.Seed("/b", "2");
        _disk.DeleteFile("/a");
        _disk.TryLinkFile("/b", "/c");

        Assert.Equal(["ab", "abc", "b", "bc"], Names(StrictPosix).Order());
    }

    [Fact]
    public void Ordered_names_are_a_prefix()
    {
        _disk.Seed("/a", "1");
        _disk.Seed("/b", "2");
        _disk.DeleteFile("/a");
        _disk.TryLinkFile("/b", "/c");

        Assert.Equal(["ab", "b", "bc"], Names(Ext4Ordered).Order());
    }

    [Fact]
    public void Ordered_names_are_kept_by_a_file_flush_and_strict_ones_are_not()
    {
        using var file = _disk.CreateFile("/a");

        file.Flush();

        Assert.Equal(["a"], Names(Ext4Ordered));
        Assert.Equal(["", "a"], Names(StrictPosix));
    }

    [Fact]
    public void A_directory_goes_with_all_that_is_in_it()
    {
        _disk.CreateDirectory("/d");
        _disk.CreateFile("/d/a").Dispose();
        _disk.FlushDirectory("/d");

        var dumps = _disk.CrashImages(StrictPosix).Select(image => image.Mount().Dump());

        Assert.Equal(["", "/d/\n/d/a 0 bytes\n"], dumps);
    }

    [Fact]
    public void Strict_length_is_apart_from_the_bytes()
    {
        using var file = Created("/a");

        file.Write(Encoding.ASCII.GetBytes(new string('x', 700)), 0);

        var contents = Contents("/a", StrictPosix);
        Assert.Contains(new string('\0', 700), contents);
        Assert.Contains(new string('\u00ff', 700), contents);
        Assert.Contains(new string('\0', 512) + new string('x', 188), contents);
        Assert.Contains(new string('x', 512), contents);
        Assert.Contains("x", contents);
        Assert.Contains(new string('x', 699), contents);
    }

    [Fact]
    public void Ordered_bytes_come_before_the_length()
    {
        using var file = Created("/a");

        file.Write(Encoding.ASCII.GetBytes(new string('x', 1500)), 0);

        Assert.All(Contents("/a", Ext4Ordered), content => Assert.Equal(new string('x', content.Length), content));
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void A_torn_overwrite_leaves_the_newlines_of_other_sectors(CrashModel model)
    {
        using var file = Created("/a");
        file.Write(Encoding.ASCII.GetBytes(new string('\n', 2048)), 0);
        file.Flush();

        file.Write(Encoding.ASCII.GetBytes(new string('x', 1024) + "\n"), 0);

        var contents = Contents("/a", model);
        Assert.All(contents, content => Assert.Equal(2048, content.Length));
        Assert.Contains(new string('\n', 512) + new string('x', 512) + new string('\n', 1024), contents);
        Assert.Contains("x" + new string('\n', 2047), contents);
    }

    [Fact]
    public void Every_prefix_each_alone_and_all_but_each_of_many_sectors()
    {
        var bytes = new byte[20 * 512];
        using var file = Created("/a");
        file.Write(bytes, 0);
        file.Flush();
        new Random(1).NextBytes(bytes);

        file.Write(bytes, 0);

        // 20 prefixes and none, 20 single ones and 20 left out, of which one each is a prefix; then the first byte and
        // all but the last, and two cuts around each of at most 16 newlines.
        var images = _disk.CrashImages(StrictPosix);
        Assert.InRange(images.Count(), 21 + 19 + 19 + 2, 21 + 19 + 19 + 2 + 32);
    }

    [Fact]
    public void Filling_a_file_with_newlines_gives_few_images()
    {
        using var file = Created("/a");

        file.Write(Encoding.ASCII.GetBytes(new string('\n', 256 * 1024)), 0);

        Assert.InRange(_disk.CrashImages(StrictPosix).Count(), 3, 7);
        Assert.Equal(3, _disk.CrashImages(Ext4Ordered).Count());
    }

    [Fact]
    public void Limits_are_never_silent()
    {
        for (var n = 0; n < 12; n++)
            _disk.CreateFile($"/{n}").Dispose();

        var images = _disk.CrashImages(StrictPosix);

        Assert.True(images.Truncated);
        Assert.InRange(images.Count(), 500, 1024);
        Assert.Equal(
            images.Select(image => image.Hash),
            _disk.CrashImages(StrictPosix).Select(image => image.Hash));
        Assert.False(_disk.CrashImages(StrictPosix, new CrashImageLimits { NameStates = 4096 }).Truncated);
    }

    [Fact]
    public void Many_pending_files_are_sampled_with_their_corners()
    {
        List<string> names = ["/a", "/b", "/c", "/d"];
        foreach (var name in names)
        {
            using var file = Created(name);
            file.Write(new byte[2000].Select((_, n) => (byte)('a' + n % 26)).ToArray(), 0);
        }

        var images = _disk.CrashImages(StrictPosix, new CrashImageLimits { Images = 1000 });

        Assert.True(images.Truncated);
        Assert.True(images.Possible > 1000);
        Assert.InRange(images.Count(), 500, 1000);
    }

    [Fact]
    public void Images_do_not_change_with_the_disk()
    {
        var images = _disk.CrashImages(StrictPosix);

        _disk.Seed("/a", "1");

        Assert.Equal("", Assert.Single(images).Mount().Dump());
    }

    [Fact]
    public void Describe_tells_what_became_of_each_operation()
    {
        using var file = Created("/a");
        file.Write(Encoding.ASCII.GetBytes(new string('x', 700)), 0);
        _disk.TryLinkFile("/a", "/b");

        var texts = _disk.CrashImages(StrictPosix).Select(image => image.Describe()).ToList();

        Assert.Contains(
            texts, text => text.Contains("#2 Write /a @0 +700: pending, torn: the first 1", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("#3 Link /a -> /b: pending, kept", StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Contains("#0 CreateFile /a: durable", text, StringComparison.Ordinal));
        Assert.StartsWith("StrictPosix, seed 1, power lost after 4 operations:", texts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ProcessKill_keeps_what_is_visible_and_what_is_pending()
    {
        var held = _disk.TryLock("/lock");
        using var file = _disk.CreateFile("/a");
        file.Write("abc"u8, 0);

        var next = _disk.ProcessKill();

        Assert.NotNull(held);
        Assert.NotNull(next.TryLock("/lock"));
        Assert.Equal("abc", Disk.Text(next, "/a"));
        Assert.Equal("", next.Crash().Dump());
        Assert.Equal(3, next.OperationCount);
    }

    [Fact]
    public void Crash_keeps_what_was_flushed_and_drops_locks()
    {
        using var held = _disk.TryLock("/lock");
        using var file = _disk.CreateFile("/a");
        file.Write("abc"u8, 0);
        file.Flush();
        file.Write("def"u8, 3);
        _disk.FlushDirectory("/");
        _disk.CreateFile("/b").Dispose();

        var next = _disk.Crash();

        Assert.Equal("/a 3 bytes\n  abc\n/lock 0 bytes\n", next.Dump());
        Assert.NotNull(next.TryLock("/lock"));
        Assert.Single(next.CrashImages(StrictPosix));
    }

    [Fact]
    public void Windows_keeps_names_in_order_up_to_the_last_rename()
    {
        var disk = new CrashFileSystem(new CrashFileSystemOptions { Windows = true });
        disk.CreateFile("/a").Dispose();
        disk.FlushDirectory("/");
        Assert.Equal("", disk.Crash().Dump());

        disk.ReplaceFile("/a", "/b");

        Assert.Equal("/b 0 bytes\n", disk.Crash().Dump());
    }

    private SessionPersistence.Storage.DurableFile Created(string path)
    {
        var file = _disk.CreateFile(path);
        _disk.FlushDirectory("/");
        return file;
    }

    private List<string> Names(CrashModel model) =>
        [.. _disk.CrashImages(model).Select(image => image.Mount().ListDirectory("/"))
            .Select(entries => string.Concat(entries.Select(entry => entry.Name)))];

    private List<string> Contents(string path, CrashModel model) =>
        [.. _disk.CrashImages(model).Select(image => Encoding.Latin1.GetString(Disk.Bytes(image.Mount(), path)))];
}
