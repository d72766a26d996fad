using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>What a database has of thousands of sessions costs no more than rows: their documents are not read for
/// it.</summary>
public sealed class StateDbMemoryTests
{
    private const int Sessions = 1000;

    [Fact]
    public async Task W42_A_scan_of_sessions_that_the_index_knows_reads_each_of_their_documents_once()
    {
        var reads = 0;
        var disk = new InMemoryFileSystem();
        disk.CreateDirectory(RecoveryRig.Root);
        var scanner = ScannerOf(new MeteredFileSystem(disk, _ => reads++));
        var repaired = await scanner.RepairAsync(await scanner.ScanAsync());
        var before = reads;

        var after = await scanner.ScanAsync();

        Assert.Equal(Sessions, repaired.Actions.Count(action => action.Outcome?.Status == RepairStatus.Repaired));
        Assert.Empty(after.Findings);
        Assert.InRange(reads - before, Sessions, Sessions * 11 / 10);
    }

    private static RecoveryScanner ScannerOf(DurableFileSystem disk)
    {
        var stateDb = new FakeStateDb();
        for (var i = 0; i < Sessions; i++) stateDb.With($"s{i:d4}", "one");
        return new(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() },
            stateDb);
    }
}
