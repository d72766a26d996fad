using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>Two devices write a journal, each its own copy, and their files are put together. Each batch has a file of
/// its own here.</summary>
public sealed class TurnJournalDivergedTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new(maxShardBytes: 1);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task ReadAsync_FilesOfTwoDevices_HasTheEventsOfBoth()
    {
        await OpenTogetherAsync();

        var finding = Assert.Single(_rig.Journal.Report.Findings);
        Assert.Equal((FindingKinds.JournalDiverged, FindingCategory.UnsafeToRepair, A),
            (finding.Kind, finding.Category, finding.SessionId));
        Assert.Equal(["first", "second", "start"], (await TextsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(3, _rig.Journal.PendingTurns.Count);
    }

    [Fact]
    public async Task AppendAsync_FilesOfTwoDevices_GoesOnAboveBoth()
    {
        await OpenTogetherAsync();
        var highest = (await _rig.ReadAsync(A)).Max(record => record.Revision);

        var appended = await _rig.AppendAsync(A, Submitted(9, "later"));

        Assert.Equal(highest + 1, appended.Revision);
        Assert.Equal("later", (await TextsAsync())[^1]);
    }

    [Fact]
    public async Task CoverAsync_FilesOfTwoDevices_KeepsThemUntilAllWasRead()
    {
        await OpenTogetherAsync();
        foreach (var turn in new[] { 1, 2, 3 }) await _rig.AppendAsync(A, Completed(turn));
        var newest = (await _rig.AppendAsync(B, Submitted(1))).Revision;

        await _rig.Journal.CoverAsync(A, newest);
        Assert.Equal(2, _rig.Shards().Count(shard => shard == 2));
        await _rig.ReopenAsync();
        Assert.Single(_rig.Journal.Report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
        await TextsAsync();
        await _rig.Journal.CoverAsync(A, newest);

        Assert.DoesNotContain(2L, _rig.Shards());
        await _rig.ReopenAsync();
        Assert.DoesNotContain(_rig.Journal.Report.Findings, found => found.Kind == FindingKinds.JournalDiverged);
    }

    private async Task OpenTogetherAsync()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1, "start"));
        await _rig.Journal.DisposeAsync();
        var first = await DeviceAsync(2, "first");
        var second = await DeviceAsync(3, "second");
        var tree = DiskTree.Of(second, TurnJournalRig.Directory);
        foreach (var name in tree.Names.Where(name => name.EndsWith(".jsonl", StringComparison.Ordinal)))
        {
            if (first.FindEntry($"{TurnJournalRig.Directory}/{name}") is null)
                first.Seed($"{TurnJournalRig.Directory}/{name}", tree[name]);
        }

        _rig.Disk = first;
        await _rig.OpenAsync();
    }

    private async Task<CrashFileSystem> DeviceAsync(int turn, string text)
    {
        await using var rig = new TurnJournalRig(maxShardBytes: 1) { Disk = _rig.Disk.ProcessKill() };
        await rig.OpenAsync();
        await rig.AppendAsync(A, Submitted(turn, text));
        await rig.Journal.DisposeAsync();
        return rig.Disk.ProcessKill();
    }

    private async Task<List<string?>> TextsAsync() =>
        [.. (await _rig.ReadAsync(A)).Where(record => record.Event.Content is not null)
            .Select(record => record.Event.Content!.Value.Text)];
}
