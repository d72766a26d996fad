using SessionPersistence.Storage;
using SessionPersistence.Testing;
using static SessionPersistence.Testing.CrashModel;
using static SessionPersistence.Testing.CrashOperationKind;

namespace SessionPersistence.Tests.Testing;

public sealed class JournalProtocolTests
{
    private static readonly byte[] TornTail = [.. Paper.Line(0), .. Paper.Line(1).AsSpan(0, 100)];

    private static readonly Protocol Append = new(
        "append",
        run =>
        {
            using var journal = run.FileSystem.CreateFile("/j");
            journal.Flush();
            run.FileSystem.FlushDirectory("/");
            AppendLines(run, journal, 0, 3);
        },
        LinesInOrder);

    private static readonly Protocol AppendToPrefilled = new(
        "append over newlines",
        run =>
        {
            using var journal = run.FileSystem.CreateFile("/j");
            journal.Write(Blank(64 * 1024), 0);
            journal.Flush();
            run.FileSystem.FlushDirectory("/");
            AppendLines(run, journal, 0, 3);
        },
        LinesInOrder);

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Append_survives(CrashModel model)
    {
        Append.Explore(model).ThrowIfViolated();
        AppendToPrefilled.Explore(model).ThrowIfViolated();
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Append_without_flush_is_lost(CrashModel model)
    {
        Caught("acknowledged line lost", Append.Explore(model, (Flush, 2)));
        Caught("acknowledged line lost", AppendToPrefilled.Explore(model, (Flush, 2)));
    }

    [Fact]
    public void Append_to_a_new_file_without_directory_flush_fails_in_strict_POSIX_only()
    {
        Caught("acknowledged line lost", Append.Explore(StrictPosix, (FlushDirectory, 1)));
        Append.Explore(Ext4Ordered, (FlushDirectory, 1)).ThrowIfViolated();
    }

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Group_commit_survives(CrashModel model) =>
        new Protocol(
            "group commit",
            run =>
            {
                using var journal = run.FileSystem.CreateFile("/j");
                run.FileSystem.FlushDirectory("/");
                byte[] batch = [.. Paper.Line(0), .. Paper.Line(1), .. Paper.Line(2)];
                journal.Write(batch, 0);
                journal.Flush();
                run.Acknowledge(0);
                run.Acknowledge(1);
                run.Acknowledge(2);
            },
            LinesInOrder).Explore(model).ThrowIfViolated();

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Blind_append_behind_a_torn_tail_is_lost(CrashModel model) =>
        Caught("acknowledged line lost", AfterTornTail("blind", (disk, journal) =>
        {
            journal.Write(Paper.Line(2), TornTail.Length);
            journal.Flush();
        }).Explore(model));

    [Theory]
    [InlineData(StrictPosix)]
    [InlineData(Ext4Ordered)]
    public void Append_behind_a_torn_tail_survives_when_the_tail_is_dealt_with(CrashModel model)
    {
        var end = Paper.Line(0).Length;
        AfterTornTail("cut, flush, append", (_, journal) =>
        {
            journal.SetLength(end);
            journal.Flush();
            journal.Write(Paper.Line(2), end);
            journal.Flush();
        }).Explore(model).ThrowIfViolated();
        AfterTornTail("cut, append", (_, journal) =>
        {
            journal.SetLength(end);
            journal.Write(Paper.Line(2), end);
            journal.Flush();
        }).Explore(model).ThrowIfViolated();
        AfterTornTail("new shard", (disk, _) =>
        {
            using var shard = disk.CreateFile("/j2");
            shard.Flush();
            disk.FlushDirectory("/");
            shard.Write(Paper.Line(2), 0);
            shard.Flush();
        }).Explore(model).ThrowIfViolated();
        AfterTornTail("newline first", (_, journal) =>
        {
            byte[] line = [(byte)'\n', .. Paper.Line(2)];
            journal.Write(line, TornTail.Length);
            journal.Flush();
        }).Explore(model).ThrowIfViolated();
    }

    [Fact]
    public void A_reader_that_checks_no_seal_accepts_a_line_with_a_hole() =>
        Caught("hole accepted", new Protocol(
            "no seal",
            run =>
            {
                using var journal = run.FileSystem.CreateFile("/j");
                journal.Write(Paper.Line(0, size: 1500), 0);
                journal.Flush();
            },
            (disk, _) => disk.FindEntry("/j") is not null && Disk.Bytes(disk, "/j") is [(byte)'0', .., (byte)'\n'] line
                && line.Contains((byte)0) ? "hole accepted" : null).Explore(StrictPosix));

    private static Protocol AfterTornTail(string name, Action<CrashFileSystem, DurableFile> append) =>
        new(
            "torn tail: " + name,
            run =>
            {
                using var journal = run.FileSystem.CreateFile("/j");
                journal.Write(TornTail, 0);
                journal.Flush();
                run.FileSystem.FlushDirectory("/");
                run.Send(2);
                append(run.FileSystem, journal);
                run.Acknowledge(2);
            },
            (disk, point) =>
            {
                int[] lines = [.. Paper.LinesResynced(disk, "/j"), .. Paper.LinesResynced(disk, "/j2")];
                if (point.Sent.Count > 0 && !lines.Contains(0))
                    return "old line lost";
                return point.Acknowledged.Count > 0 && !lines.Contains(2) ? "acknowledged line lost" : null;
            });

    private static string? LinesInOrder(DurableFileSystem disk, CrashPoint point)
    {
        var lines = Paper.Lines(disk, "/j");
        if (!lines.SequenceEqual(Enumerable.Range(0, lines.Count)))
            return "phantom line";
        return lines.Count < point.Acknowledged.Count ? "acknowledged line lost" : null;
    }

    private static void AppendLines(CrashRun run, DurableFile journal, long offset, int count)
    {
        for (var n = 0; n < count; n++)
        {
            var line = Paper.Line(n);
            run.Send(n);
            journal.Write(line, offset);
            journal.Flush();
            run.Acknowledge(n);
            offset += line.Length;
        }
    }

    private static byte[] Blank(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)'\n');
        return bytes;
    }

    private static void Caught(string wrong, ExplorationResult result) =>
        Assert.Contains(result.Violations, violation => violation.Messages.Contains(wrong));
}
