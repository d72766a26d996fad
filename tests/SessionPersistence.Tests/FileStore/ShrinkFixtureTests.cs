using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Directories of the reference in which sessions have less than their backups, on purpose or not.</summary>
public sealed class ShrinkFixtureTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");

    // The scenario, the session, its messages at the start, those of its backup, and what a start makes of it.
    [Theory]
    [InlineData("clear-sentinel", "bc0000000001", 0, 6, 0)]
    [InlineData("clear-sentinel", "bc0000000002", 1, 6, 1)]
    [InlineData("clear-sentinel", "bc0000000003", 0, 6, 6)]
    [InlineData("clear-sentinel", "bc0000000006", 0, 6, 6)]
    [InlineData("intentional-shrink", "cd0000000001", 2, 5, 2)]
    [InlineData("intentional-shrink", "cd0000000002", 2, 5, 2)]
    [InlineData("intentional-shrink", "cd0000000003", 2, 5, 5)]
    [InlineData("intentional-shrink", "cd0000000009", 2, 5, 5)]
    [InlineData("intentional-shrink", "cd00000000a1", 2, 5, 2)]
    [InlineData("manual-compress", "de0000000001", 6, 8, 6)]
    [InlineData("manual-compress", "de0000000003", 6, 8, 6)]
    [InlineData("manual-compress", "de0000000004", 6, 8, 6)]
    [InlineData("manual-compress", "de0000000002", 6, 8, 8)]
    [InlineData("shrunken-live", "a10000000001", 3, 12, 12)]
    [InlineData("shrunken-live", "a10000000003", 5, 5, 5)]
    public async Task Open_RestoresWhatWasLostAndNothingElse(
        string scenario, string session, int live, int backup, int afterwards)
    {
        var (id, disk) = (SessionId.Parse(session), Seeded(scenario));
        await using (var looking = New(disk, StartupRecovery.AuditOnly))
        {
            var guard = looking.Backups;
            var kept = Assert.Single(await guard.ListAsync(id));
            Assert.Equal((live, backup), ((await looking.LoadAsync(id))!.Messages.Count, kept.MessageCount));
            Assert.Equal((null, false, true), (kept.Reason, kept.IsAcknowledged, kept.IsReadable));
            Assert.Equal(backup, (await guard.LoadAsync(kept))!.Messages.Count);
        }

        await using var store = New(disk, StartupRecovery.Repair);
        Assert.Equal(afterwards, (await store.LoadAsync(id))!.Messages.Count);
    }

    [Theory]
    [InlineData("clear-sentinel", "bc0000000001")]
    [InlineData("intentional-shrink", "cd0000000001")]
    [InlineData("manual-compress", "de0000000001")]
    public async Task Restore_OnRequest_BringsBackWhatWasTakenAwayOnPurpose_AndTheNextStartLeavesIt(
        string scenario, string session)
    {
        var (id, disk) = (SessionId.Parse(session), Seeded(scenario));
        int count;
        await using (var store = New(disk, StartupRecovery.Repair))
        {
            var guard = store.Backups;
            var kept = Assert.Single(await guard.ListAsync(id));
            count = kept.MessageCount;
            await guard.RestoreAsync(kept);
            Assert.Equal(count, (await store.LoadAsync(id))!.Messages.Count);
        }

        await using var again = New(disk, StartupRecovery.Repair);
        Assert.Equal(count, (await again.LoadAsync(id))!.Messages.Count);
    }

    // WEAKNESSES.md, W-01: a second shrink overwrites the backup of the first.
    [Fact]
    public async Task W01_a_second_shrink_of_a_session_of_the_reference_keeps_its_backup()
    {
        var (id, disk) = (SessionId.Parse("cd0000000001"), Seeded("intentional-shrink"));
        await using var store = New(disk, StartupRecovery.Repair);
        var session = (await store.LoadAsync(id))!;

        await store.RewriteAsync(id, session.Messages.Take(1).ToList(), RewriteReason.Undo, session.Revision);

        var kept = await (store.Backups).ListAsync(id);
        Assert.Equal([(0, 5, null), (1, 2, "undo")],
            kept.Select(generation => (generation.Number, generation.MessageCount, generation.Reason)));
    }

    private static FileSessionStore New(InMemoryFileSystem disk, StartupRecovery recovery) =>
        new(new() { Directory = "/store", StartupRecovery = recovery }, new() { FileSystem = disk });

    private static InMemoryFileSystem Seeded(string scenario)
    {
        var disk = new InMemoryFileSystem();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, scenario, "sessions")))
        {
            disk.Seed($"/store/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        return disk;
    }
}
