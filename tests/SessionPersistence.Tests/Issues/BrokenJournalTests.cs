using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>A store whose journal broke said that it only reads, and went on keeping, acknowledging and deleting
/// backups.</summary>
public sealed class BrokenJournalTests
{
    [Fact]
    public async Task AStoreWhoseJournalBroke_WritesNothingMore()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        using (rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.PagesDropped)
            { PathPattern = StoreRig.AnyShard, Times = int.MaxValue }))
        {
            await Assert.ThrowsAsync<SessionWriteException>(
                () => rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("three")));
        }

        var generation = Assert.Single(await rig.Guard.ListAsync(BackupRig.Id));
        var before = rig.Tree;

        await Assert.ThrowsAsync<StoreReadOnlyException>(() => rig.Guard.AcknowledgeAsync(generation));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => rig.Guard.DeleteAsync(generation));
        await Assert.ThrowsAsync<StoreReadOnlyException>(() => rig.Guard.RestoreAsync(generation));
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<StoreReadOnlyException>(() => rig.RewriteAsync(0, RewriteReason.Clear));

        Assert.Equal(StoreStatus.ReadOnly, rig.Store.Health.Status);
        Assert.Empty(before.ChangesTo(rig.Tree));
    }
}
