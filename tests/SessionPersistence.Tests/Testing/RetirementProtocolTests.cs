using SessionPersistence.Testing;
using static SessionPersistence.Testing.CrashModel;
using static SessionPersistence.Testing.CrashOperationKind;

namespace SessionPersistence.Tests.Testing;

public sealed class RetirementProtocolTests
{
    private static readonly Protocol CheckpointThenDelete = new(
        "checkpoint then delete the journal",
        run =>
        {
            Paper.Save(run.FileSystem, "/doc", Paper.Document(2));
            run.FileSystem.DeleteFile("/j");
            run.FileSystem.FlushDirectory("/");
        },
        (disk, _) => (Paper.Read(disk, "/doc"), disk.FindEntry("/j")) switch
        {
            (null, _) => "document torn",
            (1, null) => "turns lost",
            _ => null,
        })
    {
        Prepare = disk =>
        {
            disk.Seed("/doc", Paper.Document(1));
            disk.Seed("/j", Paper.Line(0));
        },
    };

    private static readonly Protocol DeleteWithTombstone = new(
        "delete with tombstone",
        run =>
        {
            var disk = run.FileSystem;
            Paper.Save(disk, "/tomb", Paper.Document(2, size: 300));
            disk.DeleteFile("/doc");
            disk.DeleteFile("/bak");
            disk.DeleteFile("/j");
            disk.FlushDirectory("/");
            run.Acknowledge("deleted");
        },
        (disk, _) => (
            disk.FindEntry("/tomb"),
            disk.ListDirectory("/").Count(entry => entry.Name is "doc" or "bak" or "j")) switch
        {
            (null, < 3) => "resurrection",
            (not null, _) when Paper.Read(disk, "/tomb") is null => "tombstone torn",
            _ => null,
        })
    {
        Prepare = disk =>
        {
            disk.Seed("/doc", Paper.Document(1));
            disk.Seed("/bak", Paper.Document(1));
            disk.Seed("/j", Paper.Line(0));
        },
    };

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Whole_protocols_survive(CrashModel model)
    {
        CheckpointThenDelete.Explore(model).ThrowIfViolated();
        DeleteWithTombstone.Explore(model).ThrowIfViolated();
    }

    [Fact]
    public void Checkpoint_without_directory_flush_loses_turns_in_strict_POSIX_only()
    {
        Caught("turns lost", CheckpointThenDelete.Explore(StrictPosix, (FlushDirectory, 1)));
        CheckpointThenDelete.Explore(Ext4Ordered, (FlushDirectory, 1)).ThrowIfViolated();
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Checkpoint_without_file_flush_tears_the_document(CrashModel model) =>
        Caught(
            "document torn", (CheckpointThenDelete with { ReplaceWritesOutData = false }).Explore(model, (Flush, 1)));

    [Fact]
    public void Tombstone_without_directory_flush_resurrects_in_strict_POSIX_only()
    {
        Caught("resurrection", DeleteWithTombstone.Explore(StrictPosix, (FlushDirectory, 1)));
        DeleteWithTombstone.Explore(Ext4Ordered, (FlushDirectory, 1)).ThrowIfViolated();
    }

    private static void Caught(string wrong, ExplorationResult result) =>
        Assert.Contains(result.Violations, violation => violation.Messages.Contains(wrong));
}
