using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;
using SessionPersistence.Tests.Recovery;

namespace SessionPersistence.Tests.Issues;

/// <summary>A file named with the last number that there is kept a whole store from being opened, and a session from
/// being rewritten.</summary>
public sealed class LastFileNumberTests
{
    [Fact]
    public async Task OpenAsync_QuarantinedFileWithTheLastNumber_KeepsTheNextUnderTheFirstFreeOne()
    {
        var disk = new InMemoryFileSystem();
        disk.Seed("/store/_quarantine/a.2147483647.json", "theirs");
        disk.Seed("/store/_quarantine/a.1.json", "earlier");
        disk.Seed("/store/a.json", RecoveryRig.Document("a", "one"));
        disk.Seed("/store/a.json.bak", RecoveryRig.Document("a", "one", "two"));
        await using var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });

        await store.OpenAsync();

        Assert.Equal(2, (await store.LoadAsync(SessionId.Parse("a")))!.Messages.Count);
        Assert.NotNull(disk.FindEntry("/store/_quarantine/a.2.json"));
    }

    [Fact]
    public async Task RewriteAsync_GenerationWithTheLastNumber_KeepsTheNextUnderTheFirstFreeOne()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        await rig.RewriteAsync(2, RewriteReason.Undo);
        rig.Disk.Seed($"{BackupRig.Root}/s1.json.bak.2147483647", RecoveryRig.Document("s1", "theirs"));
        await rig.ReopenAsync();

        await rig.RewriteAsync(1, RewriteReason.Undo);

        Assert.Equal(["one"], await rig.TextsAsync());
        Assert.NotNull(rig.Disk.FindEntry($"{BackupRig.Root}/s1.json.bak.1"));
    }
}
