using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Issues;

/// <summary>A rewrite that had read a session wrote its backup generation after the session had been deleted; no later
/// start removed it.</summary>
public sealed class RewriteWhileDeletingTests
{
    [Fact]
    public async Task Rewrite_SessionIsDeletedMeanwhile_LeavesNoGeneration()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");
        var revision = await rig.AppendAsync(id, "secret");
        await rig.Store.CheckpointAsync();
        using var reading = rig.Disk.Fail(new(CrashOperationKind.Read, FaultEffect.Hangs) { PathPattern = "s1.json" });

        var rewrite = Task.Run(() => rig.Store.RewriteAsync(id, [], RewriteReason.Clear, revision));
        Assert.True(reading.WaitUntilStruck(TimeSpan.FromMinutes(1)));
        await Task.Run(() => rig.Store.DeleteAsync(id));
        rig.Settle();
        reading.Release();

        await Assert.ThrowsAsync<SessionNotFoundException>(() => rewrite);
        Assert.DoesNotContain(
            DiskTree.Of(rig.Disk, "/store").Names, name => name.StartsWith("s1.json", StringComparison.Ordinal));
    }
}
