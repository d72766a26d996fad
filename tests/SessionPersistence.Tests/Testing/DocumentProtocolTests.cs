using SessionPersistence.Testing;
using static SessionPersistence.Testing.CrashModel;
using static SessionPersistence.Testing.CrashOperationKind;

namespace SessionPersistence.Tests.Testing;

public sealed class DocumentProtocolTests
{
    private static readonly Protocol Save = new(
        "save",
        run =>
        {
            Paper.Save(run.FileSystem, "/doc", Paper.Document(2));
            run.Acknowledge(2);
        },
        (disk, point) => Paper.Read(disk, "/doc") switch
        {
            null => "document torn or missing",
            1 when point.Acknowledged.Count > 0 => "acknowledged save lost",
            _ => null,
        })
    { Prepare = disk => disk.Seed("/doc", Paper.Document(1)) };

    private static readonly Protocol ShrinkWithBackup = new(
        "save with shrink backup",
        run =>
        {
            Paper.Save(run.FileSystem, "/bak", Paper.Document(1));
            Paper.Save(run.FileSystem, "/doc", Paper.Document(2, size: 300));
            run.Acknowledge(2);
        },
        (disk, point) => (Paper.Read(disk, "/doc"), Paper.Read(disk, "/bak"), disk.FindEntry("/bak")) switch
        {
            (null, _, _) => "document torn or missing",
            (_, null, not null) => "backup torn",
            (2, null, _) => "shrunk document without backup",
            (1, _, _) when point.Acknowledged.Count > 0 => "acknowledged save lost",
            _ => null,
        })
    { Prepare = disk => disk.Seed("/doc", Paper.Document(1)) };

    private static readonly Protocol Publish = new(
        "create or fail by link",
        run =>
        {
            var disk = run.FileSystem;
            Paper.Stage(disk, "/tmp", Paper.Document(2));
            disk.TryLinkFile("/tmp", "/doc");
            disk.FlushDirectory("/");
            run.Acknowledge(2);
            disk.DeleteFile("/tmp");
        },
        (disk, point) => (Paper.Read(disk, "/doc"), disk.FindEntry("/doc")) switch
        {
            (null, not null) => "published document torn",
            (_, null) when point.Acknowledged.Count > 0 => "acknowledged publish lost",
            _ => null,
        });

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Whole_protocols_survive(CrashModel model)
    {
        Save.Explore(model).ThrowIfViolated();
        ShrinkWithBackup.Explore(model).ThrowIfViolated();
        Publish.Explore(model).ThrowIfViolated();
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Save_without_file_flush_tears_the_document(CrashModel model) =>
        Caught("document torn or missing", (Save with { ReplaceWritesOutData = false }).Explore(model, (Flush, 1)));

    [Fact]
    public void Save_without_file_flush_is_saved_by_the_default_mount_of_ext4() =>
        Save.Explore(Ext4Ordered, (Flush, 1)).ThrowIfViolated();

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Save_that_flushes_after_the_rename_tears_the_document(CrashModel model) =>
        Caught(
            "document torn or missing",
            (Save with { ReplaceWritesOutData = false }).Explore(model, disk => disk.SwapFlushAndRename()));

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Save_without_directory_flush_is_lost(CrashModel model)
    {
        Caught("acknowledged save lost", Save.Explore(model, (FlushDirectory, 1)));
        Caught("acknowledged save lost", ShrinkWithBackup.Explore(model, (FlushDirectory, 2)));
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Backup_without_its_flush_is_torn(CrashModel model) =>
        Caught("backup torn", ShrinkWithBackup.Explore(model, (Flush, 1)));

    [Fact]
    public void Backup_without_directory_flush_fails_in_strict_POSIX_only()
    {
        Caught("shrunk document without backup", ShrinkWithBackup.Explore(StrictPosix, (FlushDirectory, 1)));
        ShrinkWithBackup.Explore(Ext4Ordered, (FlushDirectory, 1)).ThrowIfViolated();
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Publish_needs_both_flushes(CrashModel model)
    {
        Caught("published document torn", Publish.Explore(model, (Flush, 1)));
        Caught("acknowledged publish lost", Publish.Explore(model, (FlushDirectory, 1)));
    }

    private static void Caught(string wrong, ExplorationResult result) =>
        Assert.Contains(result.Violations, violation => violation.Messages.Contains(wrong));
}
