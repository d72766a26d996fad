namespace SessionPersistence.Tests.Crash;

public sealed class ForeignMatrixTests
{
    public static TheoryData<string> Names => CrashScenarios.NamesOf("foreign");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();
}
