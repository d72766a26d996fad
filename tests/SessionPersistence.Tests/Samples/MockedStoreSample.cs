using System.IO.Abstractions.TestingHelpers;

namespace SessionPersistence.Tests.Samples;

/// <summary>The sample of the README of SessionPersistence.IO.Abstractions.</summary>
internal static class MockedStoreSample
{
    public static async Task<IReadOnlyList<SessionMetadata>> RunAsync()
    {
        // <sample>
        var files = new MockFileSystem();               // of System.IO.Abstractions.TestingHelpers
        files.Directory.CreateDirectory("/sessions");
        await using var store = new FileSessionStore(
            new() { Directory = "/sessions" }, new() { FileSystem = files.ToDurable() });

        var session = await store.CreateAsync(new() { Title = "Kyoto" });
        await store.AppendAsync(session.Id, [SessionMessage.User("Find a ryokan")]);
        // </sample>
        return (await store.ListAsync(new())).Items;
    }
}
