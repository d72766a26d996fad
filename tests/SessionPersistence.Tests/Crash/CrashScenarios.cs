namespace SessionPersistence.Tests.Crash;

/// <summary>One scenario for everything that writes.</summary>
internal static class CrashScenarios
{
    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        .. TurnScenarios.All, .. RewriteScenarios.All, .. BackupScenarios.All, .. LifecycleScenarios.All,
        .. DeletionScenarios.All, .. JournalScenarios.All,
        .. OpeningScenarios.All, .. ForeignScenarios.All, .. StateDbScenarios.All, .. ConcurrencyScenarios.All,
        .. IndexScenarios.All, .. RecoveryScenarios.All, .. HistoryScenarios.All,
        .. RepeatScenarios.All, .. PassingErrorScenarios.All, .. OwnershipScenarios.All, .. LinkScenarios.All,
    ];

    public static CrashScenario Find(string name) => All.Single(scenario => scenario.Name == name);

    public static TheoryData<string> NamesOf(string area) =>
        new(All.Select(scenario => scenario.Name).Where(name => name.StartsWith(area + ":", StringComparison.Ordinal)));
}
