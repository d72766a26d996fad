using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>The explorer has teeth: each mistake, planted in a small copy of the algorithm, is caught, and without it
/// nothing is.</summary>
public sealed class PlantedMistakeTests
{
    private static readonly Dictionary<Mistake, Action<PaperScenario>> Scenarios = new()
    {
        [Mistake.GenerationWithoutTheTail] = s =>
        {
            s.Write("create", "one");
            s.Store.Checkpoint();
            s.Write("append", "two");
            s.Store.Keep();
            s.Write("rewrite", "one");
        },
        [Mistake.AppliesOnlyTheNextRevision] = s =>
        {
            s.Write("create", "one");
            s.Store.Checkpoint();
            s.Write("append", "two", skip: 1);
        },
        [Mistake.RetiresNewestFirst] = s =>
        {
            s.Write("create", "one");
            s.Write("begin", "hello");
            s.Store.Rotate();
            s.Write("complete", "hi");
            s.Store.Checkpoint();
            s.Store.Rotate();
            s.Store.Retire();
        },
        [Mistake.AppliesRecordsOfAnOldLife] = s =>
        {
            s.Write("create", "one");
            s.Write("append", "two");
            s.Write("append", "three");
            s.Write("delete", "");
            s.Write("create", "new", life: "L2");
        },
        [Mistake.CheckpointOverANewerRewrite] = s =>
        {
            s.Write("create", "one");
            s.Store.Checkpoint(() =>
            {
                s.Store.Keep();
                s.Write("rewrite", "other");
                s.Store.Checkpoint();
                s.Store.Rotate();
                s.Store.Retire();
            });
        },
        [Mistake.CheckpointOverADeletion] = s =>
        {
            s.Write("create", "one");
            s.Store.Checkpoint(() =>
            {
                s.Write("delete", "");
                s.Store.FinishDeletion("L1");
                s.Gone = true;
            });
        },
        [Mistake.FlushErrorToAHelperThread] = s =>
        {
            s.Write("create", "one");
            s.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.PagesDropped));
            s.Write("append", "two");
        },
        [Mistake.TrustsRecordsThatWereNeverFlushed] = s =>
        {
            s.Write("create", "one");
            s.Write("append", "two", beforeFlush: s.KillAndRecover);
        },
        [Mistake.UnlinksTheDocumentOfTheNewLife] = s =>
        {
            s.Write("create", "one");
            s.Write("delete", "");
            s.Write("create", "new", life: "L2");
            s.Store.Checkpoint();
            s.Store.FinishDeletion("L1");
            s.Store.Rotate();
            s.Store.Retire();
        },
        [Mistake.DeletesBeforeTheTombstone] = s =>
        {
            s.Write("create", "one");
            s.Store.Checkpoint();
            s.Store.Rotate();
            s.Store.Retire();
            s.DeleteByTombstone();
        },
        [Mistake.RestoresWithoutACopy] = s =>
        {
            s.Write("create", "one");
            s.Store.Keep();
            s.Write("rewrite", "other");
            s.Store.Checkpoint();
            s.Store.Rotate();
            s.Store.Retire();
            s.Restore();
        },
    };

    public static TheoryData<Mistake> Mistakes => new(Scenarios.Keys);

    [Fact]
    public void Every_mistake_has_a_scenario() =>
        Assert.Equal(Enum.GetValues<Mistake>().Skip(1), Scenarios.Keys.Order());

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_planted_mistake_is_caught(Mistake mistake)
    {
        var right = await ExploreAsync(mistake, Mistake.None);
        var wrong = await ExploreAsync(mistake, mistake);

        right.ThrowIfViolated();
        Assert.NotEmpty(wrong.Violations);
    }

    private static Task<ExplorationResult> ExploreAsync(Mistake scenario, Mistake mistake) =>
        new CrashExplorer().ExploreAsync(
        $"paper: {mistake}",
        run =>
        {
            var paper = new PaperScenario(run, mistake);
            try
            {
                Scenarios[scenario](paper);
            }
            catch (IOException) when (scenario == Mistake.FlushErrorToAHelperThread)
            {
                // Whoever is told acknowledges nothing.
            }

            return Task.CompletedTask;
        },
        (disk, point) => Task.FromResult(PaperScenario.Judge(disk, point, mistake)));
}
