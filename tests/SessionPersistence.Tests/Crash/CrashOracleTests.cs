using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>The oracle has teeth: what is told to it falsely, or done to the files behind the store, is a law that
/// falls.</summary>
public sealed class CrashOracleTests
{
    private static readonly CrashScenario Whole = new("whole", async host =>
    {
        await host.CreateAsync("a", "one", "two", "three");
        await host.RewriteAsync("a", "one");
        await host.BeginAsync("a", "t1", "hello");
        await host.CompleteAsync("a", "t1", "hi");
        await host.CheckpointAsync("a");
        await host.CreateAsync("b", "one");
        await host.DeleteAsync("b");
        host.Idle();
    });

    [Fact]
    public async Task Nothing_wrong_is_no_violation() => Assert.Empty(await CheckAsync(_ => { }, _ => { }));

    [Fact]
    public async Task An_acknowledged_append_that_is_missing_is_L1() =>
        await AssertAsync("L1", run => Note(run, new(90, DeedKind.Append, "a") { Texts = ["lost"] }, isDone: true));

    [Fact]
    public async Task An_append_that_is_not_acknowledged_may_be_missing() =>
        Assert.Empty(
            await CheckAsync(run => run.Send(new Deed(90, DeedKind.Append, "a") { Texts = ["lost"] }), _ => { }));

    [Fact]
    public async Task An_acknowledged_title_that_is_missing_is_a_violation() =>
        await AssertAsync("L", run => Note(run, new(90, DeedKind.Rename, "a") { Title = "Nara" }, isDone: true));

    [Fact]
    public async Task An_acknowledged_session_that_is_missing_is_L1() =>
        await AssertAsync("L1", run => Note(run, new(90, DeedKind.Create, "c") { Title = "t-c" }, isDone: true));

    [Fact]
    public async Task A_revision_below_an_acknowledged_one_is_L1() =>
        await AssertAsync("L1", run =>
        {
            run.Send(new Deed(90, DeedKind.Rename, "a") { Title = "t-a" });
            run.Acknowledge(new DeedEnd(90, true, 1000));
        });

    [Fact]
    public async Task A_session_that_nobody_sent_is_L2()
    {
        var foreign = ForeignDocument.Of("x", "x", "one");

        Assert.Contains(await CheckAsync(_ => { }, disk => disk.Seed($"{CrashHost.Root}/x.json", foreign)),
            wrong => wrong.StartsWith("L2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_acknowledged_deletion_that_is_not_there_is_L5() =>
        await AssertAsync("L5", run => Note(run, new(90, DeedKind.Delete, "a"), isDone: true));

    [Fact]
    public async Task An_other_ending_than_the_acknowledged_one_is_L1() =>
        await AssertAsync("L1", run =>
        {
            Note(run, new(90, DeedKind.Begin, "a") { Turn = "t2", Texts = [] }, isDone: true);
            Note(run, new(91, DeedKind.Complete, "a") { Turn = "t2", Texts = [] }, isDone: true);
        });

    [Fact]
    public async Task A_document_that_is_cut_is_L3()
    {
        var wrong = await CheckAsync(
            _ => { }, disk => disk.Seed($"{CrashHost.Root}/a.json", "{\"session_id\":\"a\",\"messages\":["));

        Assert.Contains(wrong, w => w.StartsWith("L3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_generation_is_L4() =>
        await AssertAsync("L4", _ => { }, disk => disk.DeleteFile($"{CrashHost.Root}/a.json.bak"));

    [Fact]
    public async Task A_file_of_a_deleted_session_is_L5() =>
        await AssertAsync("L5", _ => { }, disk => disk.Seed($"{CrashHost.Root}/b.json.bak.7", "{}"));

    [Fact]
    public async Task A_document_that_was_checkpointed_and_is_gone_is_L1() =>
        await AssertAsync("L1", _ => { }, disk => disk.DeleteFile($"{CrashHost.Root}/a.json"));

    private static async Task AssertAsync(string law, Action<CrashRun> notes, Action<CrashFileSystem>? harm = null)
    {
        var wrong = await CheckAsync(notes, harm ?? (_ => { }));

        Assert.Contains(wrong, sentence => sentence.StartsWith(law, StringComparison.Ordinal));
    }

    // Only the end of the scenario is judged, as the death of the process.
    private static async Task<IReadOnlyList<string>> CheckAsync(Action<CrashRun> notes, Action<CrashFileSystem> harm)
    {
        List<string> wrong = [];
        var scenario = Whole with
        {
            RunAsync = async host =>
            {
                await Whole.RunAsync(host);
                host.SkipToHere();
            },
        };
        await scenario.ExploreAsync(
            change: options =>
            {
                options.Models = [];
                options.CrashInRecovery = false;
            },
            notes: notes,
            check: async (disk, point) =>
            {
                harm(disk);
                wrong.AddRange(await StoreOracle.CheckAsync(disk, point, new()));
                return [];
            });
        return wrong;
    }

    private static void Note(CrashRun run, Deed deed, bool isDone)
    {
        run.Send(deed);
        run.Acknowledge(new DeedEnd(deed.Number, isDone, 0));
    }
}
