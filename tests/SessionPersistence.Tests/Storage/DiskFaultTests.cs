using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class DiskFaultTests
{
    private const string Assembly = "System.Part, Version=10.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a";

    public static TheoryData<Exception> OfTheProgram() =>
        [new FileNotFoundException("Could not load file or assembly.", Assembly), new FileLoadException("", Assembly)];

    [Theory]
    [MemberData(nameof(OfTheProgram))]
    public void Is_APartOfTheProgramCannotBeLoaded_IsNoneOfTheDisk(Exception exception) =>
        Assert.False(DiskFault.Is(exception));

    [Fact]
    public void Is_TheDiskRefused_IsOne()
    {
        Assert.True(DiskFault.Is(new FileNotFoundException("There is no file.", "/store/a, Version=1.json")));
        Assert.True(DiskFault.Is(new IOException("Too many open files.")));
        Assert.True(DiskFault.Is(new UnauthorizedAccessException()));
    }

    // A file that is there must not be taken for one that is missing.
    [Fact]
    public void Read_APartOfTheProgramCannotBeLoaded_SaysNothingOfTheFile()
    {
        var disk = new CrashFileSystem();
        disk.Seed("/store/s.json", "{\"session_id\":\"s\",\"messages\":[]}");
        var reader = new DocumentReader(
            new MeteredFileSystem(disk, _ => throw new FileNotFoundException("Could not load.", Assembly)),
            new HermesDocumentReader(), 1 << 20);

        Assert.Throws<FileNotFoundException>(() => reader.Read("/store/s.json", SessionId.Parse("s")));
    }
}
