using SessionPersistence.Tests.FileStore;
using SessionPersistence.Tests.Recovery;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Issues;

/// <summary>A repair that waited for the lock could not be cancelled; a backup that was acknowledged could, after
/// that.</summary>
public sealed class CancelledTooLateTests
{
    [Fact]
    public async Task RepairAsync_CancelledWhileItWaitsForAnotherOwner_Ends()
    {
        var rig = new RecoveryRig();
        rig["a.json"] = RecoveryRig.Document("a", "one");
        rig["a.json.bak"] = RecoveryRig.Document("a", "one", "two");
        var scanner = new RecoveryScanner(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.FromMinutes(1) },
            new() { FileSystem = rig.Disk, TimeProvider = rig.Time });
        var report = await scanner.ScanAsync();
        await using var owner = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly },
            new() { FileSystem = rig.Disk, TimeProvider = rig.Time });
        await owner.OpenAsync();
        using var source = new CancellationTokenSource();

        var repair = scanner.RepairAsync(report, cancellationToken: source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => repair);
    }

    [Fact]
    public async Task AcknowledgeAsync_CancelledAfterTheChange_IsDone()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.DisposeAsync();
        using var source = new CancellationTokenSource();
        var disk = new RecordingFileSystem(rig.Disk, BackupRig.Root);
        var guard = new BackupGuard(BackupRig.Root, new() { FileSystem = disk, TimeProvider = rig.Time });
        var generation = Assert.Single(await guard.ListAsync(BackupRig.Id));

        disk.Fault = call =>
        {
            if (call == "replace s1.json.bak") source.Cancel();
            return null;
        };
        var isDone = await guard.AcknowledgeAsync(generation, source.Token);

        Assert.True(isDone);
        Assert.True(source.IsCancellationRequested);
        Assert.True(Assert.Single(await guard.ListAsync(BackupRig.Id)).IsAcknowledged);
    }
}
