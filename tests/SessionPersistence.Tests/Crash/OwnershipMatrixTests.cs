namespace SessionPersistence.Tests.Crash;

public sealed class OwnershipMatrixTests
{
    public static TheoryData<string> Names => CrashScenarios.NamesOf("owners");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_crash_keeps_the_laws(string name) => CrashScenarios.Find(name).HoldsAsync();
}
