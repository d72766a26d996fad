using System.Text;
using SessionPersistence.Tests.FileStore;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Issues;

/// <summary>
/// Another program rewrites a document of more than 16 MiB: the merge, one record, was larger than a record may be. That ended the whole checkpoint pass,
/// made dispose throw and kept the lock.
/// </summary>
public sealed class HugeMergeTests
{
    [Fact]
    public async Task Checkpoint_MergeIsLargerThanARecord_WritesTheOthersAndMergesAtTheNextStart()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");
        var other = await rig.CreateAsync("s2");
        await rig.AppendAsync(id, new('a', 9 << 20));
        await rig.AppendAsync(id, new('b', 9 << 20));
        await rig.Store.CheckpointAsync();
        rig.Disk.Seed("/store/s1.json", Document(rig, "s1.json").Replace("\"_crc\"", "\"_was\"", StringComparison.Ordinal));
        await rig.AppendAsync(id, "ours");
        await rig.AppendAsync(other, "fine");

        await Assert.ThrowsAsync<SessionWriteException>(() => rig.Store.CheckpointAsync());

        Assert.Contains("fine", Document(rig, "s2.json"), StringComparison.Ordinal);
        await rig.ReopenAsync();
        Assert.Equal([9 << 20, 9 << 20, 4], (await rig.TextsAsync(id)).Select(text => text.Length));
    }

    private static string Document(StoreRig rig, string name) => Encoding.UTF8.GetString(DiskTree.Of(rig.Disk, "/store")[name]);
}
