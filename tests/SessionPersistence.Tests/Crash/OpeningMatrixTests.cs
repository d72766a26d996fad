namespace SessionPersistence.Tests.Crash;

public sealed class OpeningMatrixTests
{
    public static TheoryData<string> Names => CrashScenarios.NamesOf("open");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();
}
