using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private const string Staging = ".a.json.*.tmp";

    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(AtomicFileTests));
    private readonly RecordingFileSystem _disk;

    public AtomicFileTests() => _disk = new(new PhysicalFileSystem(), _folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void W45_The_directory_is_flushed_after_a_replace_and_the_file_before()
    {
        Assert.True(AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8));

        Assert.Equal([$"create {Staging}", $"write {Staging}", $"flush {Staging}", "replace a.json",
            "flush directory ."], _disk.Calls);
        AssertHolds("new");
    }

    [Fact]
    public void Replace_LargeContent_FlushesEveryMegabyte()
    {
        var content = new byte[(2 << 20) + 1];
        Random.Shared.NextBytes(content);

        AtomicFile.Replace(_disk, _folder.Root, "a.json", content);

        Assert.Equal(3, _disk.Calls.Count(call => call == $"write {Staging}"));
        Assert.Equal(3, _disk.Calls.Count(call => call == $"flush {Staging}"));
        Assert.Equal(content, File.ReadAllBytes(_folder.PathOf("a.json")));
    }

    [Fact]
    public void Replace_NoContent_IsAnEmptyFile()
    {
        AtomicFile.Replace(_disk, _folder.Root, "a.json", []);

        AssertHolds("");
    }

    [Fact]
    public void Replace_LastCheckSaysNo_LeavesEverythingAsItWas()
    {
        File.WriteAllText(_folder.PathOf("a.json"), "old");

        Assert.False(AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8, () => false));

        AssertHolds("old");
        Assert.DoesNotContain("replace a.json", _disk.Calls);
    }

    [Fact]
    public void Replace_LastCheckThrows_LeavesEverythingAsItWas()
    {
        File.WriteAllText(_folder.PathOf("a.json"), "old");

        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8, () => throw new InvalidOperationException()));
        var exception = Assert.Throws<SessionWriteException>(
            () => AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8, () => throw new IOException()));

        Assert.Equal(WriteOutcome.NotDone, exception.Outcome);
        AssertHolds("old");
    }

    [Fact]
    public void Replace_DirectoryFlushLeftToTheCaller_IsNotFlushed()
    {
        AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8, directoryFlush: DirectoryFlush.ByCaller);

        Assert.Equal("replace a.json", _disk.Calls[^1]);
    }

    [Fact]
    public void Replace_FlushFailsOnce_TakesAnotherFile()
    {
        var flushes = 0;
        _disk.Fault = call => call == $"flush {Staging}" && flushes++ == 0 ? new IOException("refused") : null;

        AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8);

        Assert.Equal(2, _disk.Calls.Count(call => call == $"create {Staging}"));
        AssertHolds("new");
    }

    [Fact]
    public void Replace_FlushFailsTwice_IsNotDone()
    {
        File.WriteAllText(_folder.PathOf("a.json"), "old");
        var refusal = new IOException("refused");

        var exception = FailAt($"flush {Staging}", refusal);

        Assert.Equal(WriteOutcome.NotDone, exception.Outcome);
        Assert.Same(refusal, exception.InnerException);
        Assert.Equal(2, _disk.Calls.Count(call => call == $"flush {Staging}"));
        AssertHolds("old");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("write")]
    public void Replace_StagingCannotBeWritten_IsNotDoneAndNotTriedAgain(string verb)
    {
        File.WriteAllText(_folder.PathOf("a.json"), "old");

        var exception = FailAt($"{verb} {Staging}", new UnauthorizedAccessException());

        Assert.Equal(WriteOutcome.NotDone, exception.Outcome);
        Assert.Single(_disk.Calls, $"{verb} {Staging}");
        AssertHolds("old");
    }

    [Fact]
    public void Replace_RenameFails_IsUnknown()
    {
        File.WriteAllText(_folder.PathOf("a.json"), "old");

        Assert.Equal(WriteOutcome.Unknown, FailAt("replace a.json", new IOException()).Outcome);

        AssertHolds("old");
    }

    [Fact]
    public void Replace_DirectoryFlushFails_IsUnknown()
    {
        Assert.Equal(WriteOutcome.Unknown, FailAt("flush directory .", new IOException()).Outcome);

        AssertHolds("new");
    }

    [Fact]
    public void TryPublish_NameFree_FlushesTheFileFirstAndTheDirectoryLast()
    {
        Assert.True(AtomicFile.TryPublish(_disk, _folder.Root, "a.json", "new"u8));

        Assert.Equal([$"create {Staging}", $"write {Staging}", $"flush {Staging}", "publish a.json",
            "flush directory ."], _disk.Calls);
        AssertHolds("new");
    }

    [Fact]
    public void TryPublish_NameTaken_LeavesTheWinner()
    {
        AtomicFile.TryPublish(_disk, _folder.Root, "a.json", "first"u8);

        Assert.False(AtomicFile.TryPublish(_disk, _folder.Root, "a.json", "second"u8));

        AssertHolds("first");
    }

    [Fact]
    public void TryPublish_LastCheckSaysNo_PublishesNothing()
    {
        Assert.False(AtomicFile.TryPublish(_disk, _folder.Root, "a.json", "new"u8, () => false));

        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void TryPublish_RenameFails_IsUnknown()
    {
        _disk.Fault = call => call == "publish a.json" ? new IOException() : null;

        var exception = Assert.Throws<SessionWriteException>(
            () => AtomicFile.TryPublish(_disk, _folder.Root, "a.json", "new"u8));

        Assert.Equal(WriteOutcome.Unknown, exception.Outcome);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void ReplaceUnflushed_FlushesNothing()
    {
        AtomicFile.ReplaceUnflushed(_disk, _folder.Root, "a.json", "new"u8);

        Assert.Equal([$"create {Staging}", $"write {Staging}", "replace a.json"], _disk.Calls);
        AssertHolds("new");
    }

    private SessionWriteException FailAt(string call, Exception fault)
    {
        _disk.Fault = actual => actual == call ? fault : null;
        return Assert.Throws<SessionWriteException>(() => AtomicFile.Replace(_disk, _folder.Root, "a.json", "new"u8));
    }

    private void AssertHolds(string content)
    {
        Assert.Equal(content, File.ReadAllText(_folder.PathOf("a.json")));
        Assert.Equal(["a.json"], _folder.Names());
    }
}
