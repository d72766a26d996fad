using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hands;

/// <summary>The explorer has teeth: each mistake, planted in the smallest store, is caught, and without it nothing
/// is.</summary>
public sealed class PlantedHandsTests
{
    public static TheoryData<HandsMistake> Mistakes => new(Enum.GetValues<HandsMistake>().Skip(1));

    [Fact]
    public async Task Without_a_mistake_nothing_is_found()
    {
        var result = await ExploreAsync(HandsMistake.None);

        result.ThrowIfViolated();
        Assert.True(result.Pairs.Count > 100, result.ToString());
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_caught(HandsMistake mistake)
    {
        var result = await ExploreAsync(mistake);

        Assert.NotEmpty(result.Violations);
        Assert.Throws<CrashViolationException>(result.ThrowIfViolated);
    }

    [Fact]
    public async Task An_exploration_is_the_same_each_time()
    {
        var first = await ExploreAsync(HandsMistake.NamesNoOtherFile);
        var second = await ExploreAsync(HandsMistake.NamesNoOtherFile);

        Assert.Equal(first.Pairs, second.Pairs);
        Assert.Equal(first.Violations.Select(violation => violation.Pair),
            second.Violations.Select(violation => violation.Pair));
    }

    [Fact]
    public async Task Of_many_pairs_the_seed_picks_some()
    {
        var first = await ExploreAsync(HandsMistake.None, options => (options.MaxPairs, options.Seed) = (20, 1));
        var same = await ExploreAsync(HandsMistake.None, options => (options.MaxPairs, options.Seed) = (20, 1));
        var other = await ExploreAsync(HandsMistake.None, options => (options.MaxPairs, options.Seed) = (20, 2));

        Assert.Equal((20, 1), (first.Pairs.Count, first.Seed));
        Assert.Equal(first.Pairs, same.Pairs);
        Assert.NotEqual(first.Pairs, other.Pairs);
    }

    [Fact]
    public async Task An_action_that_cannot_be_done_is_skipped_by_name()
    {
        var result = await ExploreAsync(HandsMistake.None);

        Assert.Contains("remove the lock, and another owner writes: the scenario has no other owner", result.Skipped);
        Assert.DoesNotContain(result.Pairs, pair => pair.Action == "remove the lock, and another owner writes");
    }

    [Fact]
    public async Task A_scenario_that_fails_untouched_is_no_exploration()
    {
        var hands = new OutsideHands(new() { Directory = PaperNotes.Root });

        await Assert.ThrowsAsync<CrashViolationException>(() => hands.ExploreAsync(
            "wrong", run => Task.Run(() => run.Report("L1: wrong from the start")), (_, _) => Nothing()));
    }

    private static Task<OutsideHandsResult> ExploreAsync(
        HandsMistake mistake, Action<OutsideHandsOptions>? change = null)
    {
        var options = new OutsideHandsOptions { Directory = PaperNotes.Root };
        change?.Invoke(options);
        return new OutsideHands(options).ExploreAsync(
            "notes", run => WriteNotesAsync(run, mistake), (disk, point) => Check(disk, point, mistake));
    }

    private static async Task WriteNotesAsync(OutsideRun run, HandsMistake mistake)
    {
        using var notes = new PaperNotes(run.FileSystem, mistake);
        for (var number = 1; number <= 3; number++)
        {
            var mark = Marks.Of("a", number);
            run.Send(new Said("a", [mark]));
            if (notes.TryAdd(mark))
            {
                run.Acknowledge(new Said("a", [mark]));
                if (!Marks.ReadableIn(run.ReadFiles()).Contains(mark))
                    run.Report($"L12: {mark} was acknowledged and stands in no file");
            }

            await run.StepAsync("add");
        }
    }

    private static Task<IReadOnlyList<string>> Check(CrashFileSystem disk, OutsidePoint point, HandsMistake mistake)
    {
        var belief = new HandsBelief(point);
        var wrong = new List<string>();
        using (new PaperNotes(disk, mistake)) point.Pass();

        using var notes = new PaperNotes(disk, mistake);
        wrong.AddRange(notes.Lines.Where(line => !belief.WasSaid(line)).Select(line => $"L2: nobody said {line}"));
        var readable = Marks.ReadableIn(disk.ReadFiles(PaperNotes.Root));
        foreach (var mark in belief.Standing.Except(notes.Lines))
        {
            if (!readable.Contains(mark)) wrong.Add($"L12: the last copy of {mark} was destroyed");
            else if (!readable[mark].Any(file => notes.Named.Any(name => IsNamedBy(name, file))))
                wrong.Add($"L12: {mark} is neither shown nor named");
        }

        return Task.FromResult<IReadOnlyList<string>>(wrong);
    }

    // A directory that is named is named with all that is in it.
    private static bool IsNamedBy(string name, string file) =>
        $"{PaperNotes.Root}/{file}/".StartsWith(name + "/", StringComparison.Ordinal);

    private static Task<IReadOnlyList<string>> Nothing() => Task.FromResult<IReadOnlyList<string>>([]);
}
