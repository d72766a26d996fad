using SessionPersistence.Storage;
using SessionPersistence.Testing;
using static SessionPersistence.Testing.CrashModel;

namespace SessionPersistence.Tests.Testing;

public sealed class FaultTests
{
    private readonly CrashFileSystem _disk = new();

    [Theory]
    [InlineData(FaultError.InputOutput, 5)]
    [InlineData(FaultError.NoSpace, 28)]
    [InlineData(FaultError.ReadOnlyFileSystem, 30)]
    [InlineData(FaultError.TooManyOpenFiles, 24)]
    [InlineData(FaultError.SharingViolation, 11)]
    public void Errors_carry_the_number_of_the_system(FaultError error, int number)
    {
        _disk.Fail(new FaultPlan(CrashOperationKind.CreateFile) { Error = error });

        Assert.Equal(number, Assert.Throws<IOException>(() => _disk.CreateFile("/a")).HResult);
        _disk.CreateFile("/a").Dispose();
    }

    [Fact]
    public void Access_denied_has_the_number_inside()
    {
        _disk.Fail(new FaultPlan(CrashOperationKind.OpenFile) { Error = FaultError.AccessDenied });
        _disk.Seed("/a", "1");

        var error = Assert.Throws<UnauthorizedAccessException>(() => _disk.OpenFile("/a"));

        Assert.Equal(13, Assert.IsType<IOException>(error.InnerException).HResult);
    }

    [Fact]
    public void Windows_errors_have_their_own_numbers()
    {
        var disk = new CrashFileSystem(new CrashFileSystemOptions { Windows = true });
        disk.Fail(new FaultPlan(CrashOperationKind.CreateFile) { Error = FaultError.NoSpace });

        Assert.Equal(unchecked((int)0x80070070), Assert.Throws<IOException>(() => disk.CreateFile("/a")).HResult);
    }

    [Theory]
    [InlineData(CrashOperationKind.CreateDirectory)]
    [InlineData(CrashOperationKind.CreateFile)]
    [InlineData(CrashOperationKind.Replace)]
    [InlineData(CrashOperationKind.Publish)]
    [InlineData(CrashOperationKind.Link)]
    [InlineData(CrashOperationKind.Delete)]
    [InlineData(CrashOperationKind.Lock)]
    [InlineData(CrashOperationKind.FlushDirectory)]
    [InlineData(CrashOperationKind.ListDirectory)]
    [InlineData(CrashOperationKind.FindEntry)]
    [InlineData(CrashOperationKind.OpenFile)]
    public void Every_kind_can_fail_and_then_nothing_happened(CrashOperationKind kind)
    {
        _disk.Seed("/a", "1");
        _disk.Seed("/b", "2");
        var before = _disk.Dump();
        using var fault = _disk.Fail(new FaultPlan(kind) { Times = int.MaxValue });

        Assert.Throws<IOException>(() => Do(kind));

        Assert.Equal(before, _disk.Dump());
        Assert.Equal(1, fault.Hits);
    }

    [Theory]
    [InlineData(CrashOperationKind.CreateDirectory)]
    [InlineData(CrashOperationKind.Replace)]
    [InlineData(CrashOperationKind.Publish)]
    [InlineData(CrashOperationKind.Link)]
    [InlineData(CrashOperationKind.Delete)]
    public void An_operation_can_happen_and_fail_all_the_same(CrashOperationKind kind)
    {
        _disk.Seed("/a", "1");
        _disk.Seed("/b", "2");
        var before = _disk.Dump();
        _disk.Fail(new FaultPlan(kind, FaultEffect.Applied));

        Assert.Throws<IOException>(() => Do(kind));

        Assert.NotEqual(before, _disk.Dump());
        Assert.Equal(CrashOperationOutcome.Failed, Assert.Single(_disk.Trace).Outcome);
    }

    [Fact]
    public void Occurrence_times_and_pattern_pick_the_operations()
    {
        using var fault = _disk.Fail(new FaultPlan(CrashOperationKind.CreateFile)
        {
            PathPattern = "*.tmp", Occurrence = 2, Times = 2,
        });

        List<bool> failed = [.. "/a /1.tmp /2.tmp /b /3.tmp /4.tmp".Split(' ').Select(Fails)];

        Assert.Equal([false, false, true, false, true, false], failed);

        bool Fails(string path)
        {
            try
            {
                _disk.CreateFile(path).Dispose();
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(512, 512)]
    [InlineData(-1, 999)]
    public void A_write_can_be_applied_in_part(long applied, long length)
    {
        using var file = _disk.CreateFile("/a");
        _disk.Fail(new FaultPlan(CrashOperationKind.Write, FaultEffect.PartlyApplied)
        {
            AppliedBytes = applied, Error = FaultError.NoSpace,
        });

        Assert.Equal(28, Assert.Throws<IOException>(() => file.Write(new byte[1000], 0)).HResult);

        Assert.Equal(length, file.Length);
    }

    [Fact]
    public void A_flush_that_fails_drops_its_pages_and_the_next_one_lies()
    {
        using var file = Written();
        _disk.Fail(new FaultPlan(CrashOperationKind.Flush, FaultEffect.PagesDropped));

        Assert.Throws<IOException>(file.Flush);
        file.Flush();

        Assert.Equal("abc", Disk.Text(_disk, "/a"));
        Assert.Equal("", Disk.Text(Assert.Single(_disk.CrashImages(StrictPosix)).Mount(), "/a"));
    }

    [Fact]
    public void A_flush_can_keep_failing()
    {
        using var file = Written();
        _disk.Fail(new FaultPlan(CrashOperationKind.Flush, FaultEffect.PagesDropped) { Times = int.MaxValue });

        Assert.Throws<IOException>(file.Flush);
        Assert.Throws<IOException>(file.Flush);
    }

    [Fact]
    public void A_flush_can_fail_although_the_bytes_became_durable()
    {
        using var file = Written();
        _disk.Fail(new FaultPlan(CrashOperationKind.Flush, FaultEffect.Applied));

        Assert.Throws<IOException>(file.Flush);

        Assert.Equal("abc", Disk.Text(_disk.Crash(), "/a"));
    }

    [Fact]
    public void A_flush_can_lie()
    {
        using var file = Written();
        _disk.Fail(new FaultPlan(CrashOperationKind.Flush, FaultEffect.PagesDroppedSilently));

        file.Flush();

        Assert.Equal("", Disk.Text(_disk.Crash(), "/a"));
        Assert.Equal(CrashOperationOutcome.Skipped, _disk.Trace[^1].Outcome);
    }

    [Fact]
    public void A_directory_flush_can_fail_and_lie()
    {
        _disk.CreateFile("/a").Dispose();
        _disk.Fail(new FaultPlan(CrashOperationKind.FlushDirectory, FaultEffect.PagesDropped));
        Assert.Throws<IOException>(() => _disk.FlushDirectory("/"));

        _disk.CreateFile("/b").Dispose();
        _disk.Fail(new FaultPlan(CrashOperationKind.FlushDirectory, FaultEffect.PagesDroppedSilently));
        _disk.FlushDirectory("/");
        _disk.FlushDirectory("/");

        Assert.Equal("", _disk.Crash().Dump());
        Assert.Equal(2, _disk.ListDirectory("/").Count);
    }

    [Fact]
    public async Task A_flush_can_hang_until_it_is_released()
    {
        using var file = Written();
        using var fault = _disk.Fail(new FaultPlan(CrashOperationKind.Flush, FaultEffect.Hangs));

        var flushing = Task.Run(file.Flush);
        Assert.True(fault.WaitUntilStruck(TimeSpan.FromSeconds(30)));

        Assert.Equal("abc", Disk.Text(_disk, "/a"));
        Assert.False(flushing.IsCompleted);
        fault.Release();
        await flushing;
        Assert.Equal("abc", Disk.Text(_disk.Crash(), "/a"));
    }

    [Fact]
    public void A_read_can_be_damaged_and_the_file_is_not()
    {
        _disk.Seed("/a", new string('a', 2000));
        _disk.Fail(new FaultPlan(CrashOperationKind.Read, FaultEffect.BitFlipped) { DamageOffset = 3 });
        Assert.StartsWith("aaa`aa", Disk.Text(_disk, "/a"), StringComparison.Ordinal);

        _disk.Fail(new FaultPlan(CrashOperationKind.Read, FaultEffect.SectorBlank) { DamageOffset = 600 });
        Assert.Equal(new string('a', 512) + new string('\0', 512) + new string('a', 976), Disk.Text(_disk, "/a"));

        _disk.Fail(new FaultPlan(CrashOperationKind.Read));
        Assert.Throws<IOException>(() => Disk.Text(_disk, "/a"));
        Assert.Equal(new string('a', 2000), Disk.Text(_disk, "/a"));
    }

    [Fact]
    public void A_sharing_violation_clears_after_some_tries()
    {
        _disk.Seed("/a", "1");
        _disk.Fail(new FaultPlan(CrashOperationKind.Replace) { Error = FaultError.SharingViolation, Times = 2 });

        Assert.Throws<IOException>(() => _disk.ReplaceFile("/a", "/b"));
        Assert.Throws<IOException>(() => _disk.ReplaceFile("/a", "/b"));
        _disk.ReplaceFile("/a", "/b");
    }

    [Fact]
    public void A_full_disk_takes_what_fits_and_overwrites_still_work()
    {
        _disk.FreeSpace = 10;
        using var file = _disk.CreateFile("/a");
        file.Write("12345678"u8, 0);

        Assert.Equal(28, Assert.Throws<IOException>(() => file.Write("90abc"u8, 8)).HResult);

        Assert.Equal("1234567890", Disk.Text(_disk, "/a"));
        file.Write("x"u8, 0);
        file.SetLength(4);
        Assert.Equal(6, _disk.FreeSpace);
    }

    [Fact]
    public void Space_comes_back_when_the_last_name_and_the_last_handle_are_gone()
    {
        _disk.FreeSpace = 3;
        var file = Written();

        _disk.DeleteFile("/a");
        Assert.Equal(0, _disk.FreeSpace);
        file.Dispose();

        Assert.Equal(3, _disk.FreeSpace);
    }

    [Fact]
    public void Ignored_flushes_stay_in_the_trace()
    {
        _disk.IgnoreFlush(CrashOperationKind.Flush, occurrence: 2, pathPattern: "a");
        using var file = Written();
        file.Flush();
        file.Write("def"u8, 3);

        file.Flush();

        Assert.Equal("abc", Disk.Text(_disk.Crash(), "/a"));
        Assert.Equal("#5 Flush /a 3 bytes [Skipped]", _disk.Trace[^1].ToString());
    }

    [Fact]
    public void A_swapped_flush_comes_after_the_rename()
    {
        _disk.SwapFlushAndRename(pathPattern: "a");
        using var file = Written();
        file.Flush();

        _disk.ReplaceFile("/a", "/b");

        Assert.Equal(
            ["#2 Write /a @0 +3", "#3 Flush /a 3 bytes [Skipped]", "#4 Replace /a -> /b", "#5 Flush /a 3 bytes"],
            _disk.Trace.Skip(2).Select(operation => operation.ToString()));
    }

    private DurableFile Written()
    {
        var file = _disk.CreateFile("/a");
        _disk.FlushDirectory("/");
        file.Write("abc"u8, 0);
        return file;
    }

    private void Do(CrashOperationKind kind)
    {
        _ = kind switch
        {
            CrashOperationKind.CreateDirectory => _disk.CreateDirectory("/d"),
            CrashOperationKind.CreateFile => _disk.CreateFile("/c"),
            CrashOperationKind.Publish => _disk.TryPublishFile("/a", "/c"),
            CrashOperationKind.Link => _disk.TryLinkFile("/a", "/c"),
            CrashOperationKind.Lock => _disk.TryLock("/lock"),
            CrashOperationKind.ListDirectory => _disk.ListDirectory("/"),
            CrashOperationKind.FindEntry => _disk.FindEntry("/a"),
            CrashOperationKind.OpenFile => _disk.OpenFile("/a"),
            _ => (object?)null,
        };
        if (kind == CrashOperationKind.Replace)
            _disk.ReplaceFile("/a", "/b");
        if (kind == CrashOperationKind.Delete)
            _disk.DeleteFile("/a");
        if (kind == CrashOperationKind.FlushDirectory)
            _disk.FlushDirectory("/");
    }
}
