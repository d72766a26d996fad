namespace SessionPersistence.Tests.Crash;

public sealed class RewriteMatrixTests
{
    public static TheoryData<string> Names => CrashScenarios.NamesOf("rewrite");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();
}
