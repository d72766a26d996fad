namespace SessionPersistence.Tests.Crash;

public sealed class RecoveryMatrixTests
{
    public static TheoryData<string> Names => CrashScenarios.NamesOf("recovery");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();

    [Theory]
    [InlineData("file .<id>.json.*.tmp", "L3")]
    [InlineData("directory _quarantine after Link _quarantine/<id>.json", "L8")]
    [InlineData("directory /store after Replace <id>.json", "L8")]
    public async Task Without_a_flush_of_the_repair_its_law_falls(string step, string law)
    {
        var result = await CrashScenarios.Find("recovery: a backup is restored")
            .ExploreAsync(disk => ProtocolStep.Remove(disk, step), Explorations.Small);

        Assert.Contains(result.Violations.SelectMany(violation => violation.Messages),
            message => message.StartsWith(law, StringComparison.Ordinal));
    }
}
