using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>One file that could not be removed (immutable, or open in another program) kept the whole store from
/// opening.</summary>
public sealed class FileThatCannotBeRemovedTests
{
    [Fact]
    public async Task Open_FileOfADeletedSession_OpensWithoutTheSession()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");
        var other = await rig.CreateAsync("s2");
        await rig.AppendAsync(other, "fine");
        await rig.Store.CheckpointAsync();
        using var fault = rig.Disk.Fail(
            new(CrashOperationKind.Delete, FaultEffect.NotApplied) { PathPattern = "s1.json", Times = int.MaxValue });
        await rig.Store.DeleteAsync(id);

        var report = await rig.ReopenAsync();

        Assert.Equal(["fine"], await rig.TextsAsync(other));
        Assert.Null(await rig.Store.LoadAsync(id));
        Assert.Contains(report.Findings,
            f => f.Kind == FindingKinds.DeletionUnfinished && f.Category == FindingCategory.UnsafeToRepair);

        fault.Release();
        await rig.ReopenAsync();
        Assert.Null(await rig.Store.LoadAsync(id));
        Assert.Null(rig.Disk.FindEntry("/store/s1.json"));
    }

    [Fact]
    public async Task Open_StagingFile_OpensAndTells()
    {
        const string leftover = ".s1.json.0123456789ab.tmp";
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");
        rig.Disk.Seed($"/store/{leftover}", "half");
        using var fault = rig.Disk.Fail(
            new(CrashOperationKind.Delete, FaultEffect.NotApplied) { PathPattern = leftover, Times = int.MaxValue });

        var report = await rig.ReopenAsync();

        Assert.Empty(await rig.TextsAsync(id));
        Assert.Contains(report.Findings, f => f.Path == leftover && f.Category == FindingCategory.UnsafeToRepair);
    }
}
