using System.Text.Json;
using SessionPersistence.Stores;
using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests;

/// <summary>What the types let through is refused as misuse, never as an error of another kind.</summary>
public sealed class MisuseTests
{
    [Fact]
    public void TurnOptions_DefaultTurnId_Throws() =>
        Assert.Throws<ArgumentException>(() => new TurnOptions { TurnId = default(TurnId) });

    [Fact]
    public void NewSession_DefaultParent_Throws() =>
        Assert.Throws<ArgumentException>(() => new NewSession { Parent = default(SessionId) });

    [Fact]
    public void NewSession_NullProperties_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new NewSession { Properties = null! });

    [Fact]
    public void TurnOptions_NullLists_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => new TurnOptions { Attachments = null! });
        Assert.Throws<ArgumentNullException>(() => new TurnOptions { Properties = null! });
    }

    [Fact]
    public async Task BeginTurn_ValueThatIsNone_Throws()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");

        await Assert.ThrowsAsync<ArgumentException>(
            () => rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")], new() { Attachments = [default] }));
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Store.BeginTurnAsync(
            id, [SessionMessage.User("q")],
            new() { Properties = new Dictionary<string, JsonElement> { ["a"] = default } }));

        Assert.Null(await rig.Store.FindOpenTurnAsync(id));
    }

    [Theory]
    [InlineData(0L, 1024)]
    [InlineData((1L << 30) + 1, 1024)]
    [InlineData(1L, 1023)]
    [InlineData(1L, (256 << 20) + 1)]
    public async Task Options_LimitOutOfRange_Throws(long shard, int record)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new FileSessionStore(new() { Directory = "/store", MaxShardBytes = shard, MaxRecordBytes = record }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => TurnJournal.OpenAsync(
                "/journal",
                new() { MaxShardBytes = shard, MaxRecordBytes = record },
                new() { FileSystem = new CrashFileSystem() }));
    }

    [Fact]
    public async Task Backups_ArgumentThatNamesNothing_Throws()
    {
        Assert.Throws<ArgumentException>(() => new BackupGuard(" "));
        var guard = new BackupGuard("/none");

        await Assert.ThrowsAsync<ArgumentException>(() => guard.ListAsync(default));
        await Assert.ThrowsAsync<ArgumentNullException>(() => guard.LoadAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => guard.RestoreAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => guard.AcknowledgeAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => guard.DeleteAsync(null!));
        Assert.Throws<ArgumentException>(() => new DeletionLedger(""));
        await Assert.ThrowsAsync<ArgumentException>(() => new DeletionLedger("/none").FindAsync(default));
    }

    [Fact]
    public void Query_ValueThatIsNone_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionQuery { Limit = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionQuery { OrderBy = (SessionOrder)2 });
        Assert.Throws<ArgumentException>(() => new SessionQuery { Parent = default(SessionId) });
    }

    [Fact]
    public void CreateMessages_DefaultTurnId_Throws() =>
        Assert.Throws<ArgumentException>(() => TurnInterruption.CreateMessages(default, [], "", "stopped"));

    [Fact]
    public async Task Create_PropertyThatIsNoValue_Throws()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var properties = new Dictionary<string, JsonElement> { ["a"] = default };

        await Assert.ThrowsAsync<ArgumentException>(() => rig.Store.CreateAsync(new() { Properties = properties }));
        var created = await rig.Store.CreateAsync(new());
        await Assert.ThrowsAsync<ArgumentException>(
            () => rig.Store.UpdateMetadataAsync(created.Id, m => m with { Properties = properties }));
    }
}
