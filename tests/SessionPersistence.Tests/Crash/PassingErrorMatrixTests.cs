namespace SessionPersistence.Tests.Crash;

public sealed class PassingErrorMatrixTests
{
    public static TheoryData<string> Names => CrashScenarios.NamesOf("passing");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();
}
