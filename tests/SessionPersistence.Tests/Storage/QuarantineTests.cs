using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class QuarantineTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(QuarantineTests));
    private readonly RecordingFileSystem _disk;

    public QuarantineTests()
    {
        _disk = new(new PhysicalFileSystem(), _folder.Root);
        Directory.CreateDirectory(_folder.PathOf("q"));
        File.WriteAllText(_folder.PathOf("a.json"), "damaged");
    }

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public void Quarantine_HardLinks_FlushesTheBytesThenTheName()
    {
        Keep();

        Assert.Equal(["open a.json", "flush a.json", "link q/a.1.json", "flush directory q"], _disk.Calls);
        AssertKept();
    }

    [Fact]
    public void Quarantine_NoHardLinks_Copies()
    {
        _disk.HasHardLinks = false;

        Keep();

        Assert.Equal(["publish q/a.1.json", "flush directory q"], _disk.Calls.TakeLast(2));
        Assert.Contains("flush q/.a.1.json.*.tmp", _disk.Calls);
        AssertKept();
    }

    [Fact]
    public void Quarantine_FileCannotBeFlushed_CopiesWhatCanBeRead()
    {
        _disk.Fault = call => call == "flush a.json" ? new IOException() : null;

        Keep();

        Assert.DoesNotContain("link q/a.1.json", _disk.Calls);
        AssertKept();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Quarantine_NameTaken_IsNotDone(bool hasHardLinks)
    {
        _disk.HasHardLinks = hasHardLinks;
        File.WriteAllText(_folder.PathOf("q/a.1.json"), "earlier");

        Assert.Equal(WriteOutcome.NotDone, Assert.Throws<SessionWriteException>(Keep).Outcome);

        Assert.Equal("earlier", File.ReadAllText(_folder.PathOf("q/a.1.json")));
    }

    [Fact]
    public void Quarantine_DirectoryFlushFails_IsUnknown()
    {
        _disk.Fault = call => call == "flush directory q" ? new IOException() : null;

        Assert.Equal(WriteOutcome.Unknown, Assert.Throws<SessionWriteException>(Keep).Outcome);
    }

    private void Keep() => AtomicFile.Quarantine(_disk, _folder.Root, "a.json", _folder.PathOf("q"), "a.1.json");

    private void AssertKept()
    {
        Assert.Equal("damaged", File.ReadAllText(_folder.PathOf("a.json")));
        Assert.Equal("damaged", File.ReadAllText(_folder.PathOf("q/a.1.json")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.PathOf("q")));
    }
}
