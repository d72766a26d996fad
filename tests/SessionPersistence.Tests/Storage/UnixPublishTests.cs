using System.Runtime.Versioning;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class UnixPublishTests : IDisposable
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(UnixPublishTests));

    public static TheoryData<string> Ways => [nameof(UnixPublish.TryRenameExclusively),
        nameof(UnixPublish.TryLinkAndUnlink), nameof(UnixPublish.TryLookAndRename)];

    public void Dispose() => _folder.Dispose();

    [UnixTheory]
    [MemberData(nameof(Ways))]
    public void EveryWay_NameFree_MovesTheFile(string way)
    {
        File.WriteAllText(_folder.PathOf("a"), "content");

        Assert.True(Publish(way));

        Assert.Equal(["b"], _folder.Names());
        Assert.Equal("content", File.ReadAllText(_folder.PathOf("b")));
    }

    [UnixTheory]
    [MemberData(nameof(Ways))]
    public void EveryWay_NameTaken_LeavesBoth(string way)
    {
        File.WriteAllText(_folder.PathOf("a"), "loser");
        File.WriteAllText(_folder.PathOf("b"), "winner");

        Assert.False(Publish(way));

        Assert.Equal(["a", "b"], _folder.Names());
        Assert.Equal("winner", File.ReadAllText(_folder.PathOf("b")));
    }

    [UnixTheory]
    [MemberData(nameof(Ways))]
    public void EveryWay_SourceMissing_Throws(string way) => Assert.ThrowsAny<IOException>(() => Publish(way));

    [UnixFact]
    public void TryLinkAndUnlink_ReplyOfTheServerWasLost_HasWon()
    {
        File.WriteAllText(_folder.PathOf("a"), "content");
        new PhysicalFileSystem().TryLinkFile(_folder.PathOf("a"), _folder.PathOf("b"));

        Assert.True(Publish(nameof(UnixPublish.TryLinkAndUnlink)));

        Assert.Equal(["b"], _folder.Names());
    }

    private bool? Publish(string way)
    {
        var (source, destination) = (_folder.PathOf("a"), _folder.PathOf("b"));
        return way switch
        {
            nameof(UnixPublish.TryRenameExclusively) => UnixPublish.TryRenameExclusively(source, destination),
            nameof(UnixPublish.TryLinkAndUnlink) => UnixPublish.TryLinkAndUnlink(source, destination),
            _ => UnixPublish.TryLookAndRename(source, destination),
        };
    }
}
