using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>A deletion ledger that was no regular file counted as an empty one, and the next deletion replaced it by
/// one without the earlier deletions.</summary>
public sealed class LedgerIsNoFileTests
{
    [Fact]
    public async Task Open_LedgerIsADirectory_Refuses()
    {
        await using var rig = new StoreRig();
        rig.Disk.SeedDirectory("/store");
        rig.Disk.SeedDirectory("/store/_deleted.jsonl");

        await Assert.ThrowsAsync<StoreUnavailableException>(rig.OpenAsync);
    }
}
