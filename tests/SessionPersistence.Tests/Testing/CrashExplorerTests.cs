using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Testing;

public sealed class CrashExplorerTests
{
    [Fact]
    public async Task Each_point_is_crashed_and_counted()
    {
        var result = await new CrashExplorer().ExploreAsync("save", Save, NothingWrong);

        Assert.Equal(5, result.Operations);
        Assert.Equal(6, result.CrashPoints);
        Assert.True(result.RecoveryRuns < result.Images + result.CrashPoints);
        Assert.StartsWith("save: 5 operations, 6 crash points, ", result.ToString(), StringComparison.Ordinal);
        result.ThrowIfViolated();
    }

    [Fact]
    public async Task Notes_belong_to_the_point_of_the_crash()
    {
        List<(int Operations, int Sent, int Acknowledged)> seen = [];

        await new CrashExplorer().ExploreAsync("save", Save, (_, point) =>
        {
            seen.Add((point.OperationCount, point.Sent.Count, point.Acknowledged.Count));
            return NothingWrong(null!, point);
        });

        Assert.All(seen, at => Assert.Equal(1, at.Sent));
        Assert.All(seen, at => Assert.Equal(at.Operations == 5 ? 1 : 0, at.Acknowledged));
    }

    [Fact]
    public async Task A_violation_prints_what_is_needed_to_replay_it()
    {
        var options = new CrashExplorerOptions
        {
            Prepare = disk => disk.IgnoreFlush(CrashOperationKind.FlushDirectory),
        };

        var result = await new CrashExplorer(options).ExploreAsync("save", Save, DocumentIsThereWhenAcknowledged);

        var error = Assert.Throws<CrashViolationException>(result.ThrowIfViolated);
        Assert.Contains("the document is gone", error.Message, StringComparison.Ordinal);
        Assert.Contains("StrictPosix, seed 1, power lost after 5 operations:", error.Message, StringComparison.Ordinal);
        Assert.Contains("#3 Replace /doc.tmp -> /doc: pending, dropped", error.Message, StringComparison.Ordinal);
        Assert.Contains("#4 FlushDirectory / [Skipped]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_throws_is_a_violation()
    {
        var result = await new CrashExplorer(new CrashExplorerOptions { MaxViolations = 2 }).ExploreAsync(
            "save", Save, (_, _) => throw new InvalidDataException("cannot open"));

        Assert.Equal(2, result.Violations.Count);
        Assert.Contains("cannot open", result.Violations[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_death_of_the_process_alone_is_a_crash_too()
    {
        var result = await new CrashExplorer(new CrashExplorerOptions { Models = [] }).ExploreAsync(
            "save",
            Save,
            (disk, _) =>
                Task.FromResult<IReadOnlyList<string>>(disk.FindEntry("/doc.tmp") is null ? [] : ["left over"]));

        Assert.Equal([1, 2, 3], result.Violations.Select(violation => violation.OperationCount));
        Assert.All(result.Violations, violation => Assert.Null(violation.Model));
        Assert.Contains(
            "Process killed after 1 operations", result.Violations[0].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Recovery_that_cannot_be_crashed_itself_is_caught(bool crashInRecovery, int violations)
    {
        var options = new CrashExplorerOptions
        {
            CrashInRecovery = crashInRecovery,
            MaxViolations = 1,
            Prepare = disk => disk.Seed("/doc", Paper.Document(1)),
        };

        var result = await new CrashExplorer(options).ExploreAsync("nothing", _ => Task.CompletedTask, RewriteInPlace);

        Assert.Equal(violations, result.Violations.Count);
        if (crashInRecovery)
            Assert.Contains(
                "Recovery on it crashed in turn", result.Violations[0].Description, StringComparison.Ordinal);

        // It deletes before it writes: no crash of the scenario shows that it is wrong.
        static Task<IReadOnlyList<string>> RewriteInPlace(CrashFileSystem disk, CrashPoint point)
        {
            if (Paper.Read(disk, "/doc") is null)
                return Task.FromResult<IReadOnlyList<string>>(["the document is gone"]);
            disk.DeleteFile("/doc");
            disk.FlushDirectory("/");
            Paper.Save(disk, "/doc", Paper.Document(1));
            return Task.FromResult<IReadOnlyList<string>>([]);
        }
    }

    [Fact]
    public async Task Exploring_twice_gives_the_same()
    {
        var first = await new CrashExplorer().ExploreAsync("save", Save, DocumentIsThereWhenAcknowledged);
        var second = await new CrashExplorer().ExploreAsync("save", Save, DocumentIsThereWhenAcknowledged);

        Assert.Equal(first.ToString(), second.ToString());
    }

    private static Task Save(CrashRun run)
    {
        run.Send("document");
        Paper.Save(run.FileSystem, "/doc", Paper.Document(1));
        run.Acknowledge("document");
        return Task.CompletedTask;
    }

    private static Task<IReadOnlyList<string>> NothingWrong(CrashFileSystem disk, CrashPoint point) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    private static Task<IReadOnlyList<string>> DocumentIsThereWhenAcknowledged(
        CrashFileSystem disk, CrashPoint point) =>
        Task.FromResult<IReadOnlyList<string>>(
            point.Acknowledged.Count > 0 && Paper.Read(disk, "/doc") is null ? ["the document is gone"] : []);
}
