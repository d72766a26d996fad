using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Issues;

/// <summary>A file named with the last number that there is left none for the next shard, and the store wrote to one
/// with a name that it could not read again.</summary>
public sealed class LastShardNumberTests
{
    [Fact]
    public async Task OpenAsync_FileWithTheLastNumber_IsToldAndTheNextShardIsCountedWithoutIt()
    {
        const string Name = "9223372036854775807-0123456789abcdef.jsonl";
        var disk = new InMemoryFileSystem();
        disk.Seed($"/store/_journal/{Name}", "");
        var id = SessionId.Parse("a");
        await using (var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk }))
        {
            var report = await store.OpenAsync();
            await store.CreateAsync(new() { Id = id });

            Assert.Equal((FindingKinds.ForeignFile, $"_journal/{Name}"),
                (Assert.Single(report.Findings).Kind, report.Findings[0].Path));
            Assert.Contains(disk.ListDirectory("/store/_journal"),
                entry => entry.Name.StartsWith("00000001-", StringComparison.Ordinal));
        }

        await using var again = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = disk });
        Assert.NotNull(await again.LoadAsync(id));
    }
}
