using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Samples;

/// <summary>The sample of the testing package's README that crashes a host with a store, as it stands there.</summary>
internal static class CrashedStoreSample
{
    public static async Task<ExplorationResult> RunAsync()
    {
        // <sample>
        var result = await new CrashExplorer().ExploreAsync(
            "answer a question",
            async run =>
            {
                var store = new FileSessionStore(
                    new() { Directory = "/sessions" }, new() { FileSystem = run.FileSystem });
                var session = await store.CreateAsync(new() { Id = SessionId.Parse("s") });
                run.Acknowledge("created");
                await using var turn = await store.BeginTurnAsync(session.Id, [SessionMessage.User("hello")]);
                run.Acknowledge("asked");
                await turn.CompleteAsync([SessionMessage.Assistant("hi")]);
                run.Acknowledge("answered");
                await store.DisposeAsync();
            },
            async (disk, point) =>
            {
                await using var store = new FileSessionStore(
                    new() { Directory = "/sessions" }, new() { FileSystem = disk });
                var texts = (await store.LoadAsync(SessionId.Parse("s")))?.Messages.Select(message => message.Text).ToList();
                return point.Acknowledged.Contains("answered") && texts is not ["hello", "hi"] ? ["the answer is lost"] : [];
            });
        result.ThrowIfViolated();
        // </sample>
        return result;
    }
}
