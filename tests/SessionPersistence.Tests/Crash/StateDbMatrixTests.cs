using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

public sealed class StateDbMatrixTests
{
    private static readonly (string Id, string[] Texts)[] Rows = [("a", ["one"]), ("b", ["one", "two"]),
        ("c", ["three"])];

    public static TheoryData<string> Names => CrashScenarios.NamesOf("state db");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();

    [Fact]
    public async Task After_every_crash_a_second_reconciliation_comes_to_the_same_end()
    {
        var scenario = new CrashScenario("state db: again", host => host.ReconcileAsync(Rows)) { OpensItself = true };

        var result = await scenario.ExploreAsync(check: async (disk, point) => await CheckAgainAsync(disk));

        result.ThrowIfViolated();
    }

    private static async Task<IReadOnlyList<string>> CheckAgainAsync(CrashFileSystem disk)
    {
        var wrong = new List<string>();
        await foreach (var outcome in CrashHost.NewReconciler(disk, Rows).ReconcileAsync())
        {
            if (outcome.Kind is not (StateDbOutcomeKind.Materialised or StateDbOutcomeKind.AlreadyThere))
                wrong.Add($"L7: {outcome}");
        }

        // What was acknowledged a moment ago survives the loss of power now.
        using var meters = new CheckMeters();
        var opened = await OpenedStore.OnAsync(disk.Crash(), meters);
        foreach (var (seen, row) in (await opened.SeeAsync(Rows.Select(row => row.Id))).Zip(Rows))
        {
            if (!seen.Exists || seen.Title != $"t-{row.Id}" || !seen.Messages.SequenceEqual(row.Texts))
                wrong.Add($"L1: {seen}");
        }

        return wrong;
    }
}
