using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Metadata() =>
    [
        Case(Create_AllAttributes_AreThereAfterReopening),
        Case(Update_AllAttributes_AreThereAfterReopening),
        Case(Update_Properties_AreKeptTokenForToken),
        Case(Update_OneAttribute_LeavesMessagesAndOthersAlone),
        Case(Update_SixteenAtOnce_AllSurvive),
        Case(Update_WhenAWriteCameBetween_RunsTheFunctionAgain),
        Case(Update_ChangingNothing_WritesNothing),
        Case(Update_ChangingWhatIsTheStores_Throws),
        Case(Update_FunctionThatThrows_WritesNothing),
        Case(Update_ReturningNull_Throws),
    ];

    private static async Task Create_AllAttributes_AreThereAfterReopening(StoreUnderTest tested)
    {
        var created = await tested.Store.CreateAsync(new()
        {
            Id = SomeId,
            Title = "Kyoto 京都 🏯",
            Workspace = "C:\\work\n",
            Model = "m",
            ModelProvider = "p",
            Profile = "q",
            ProjectId = "r",
            WorktreePath = "/w t",
            Parent = SessionId.Parse("parent.1"),
            Pinned = true,
            Archived = true,
        }).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        var metadata = await LoadMetadataAsync(tested.Store, SomeId).ConfigureAwait(false);
        Expect.Equal(1, created.Revision);
        Expect.Equal(
            ("Kyoto 京都 🏯", "C:\\work\n", "m", "p", "q", "r", "/w t"),
            (metadata.Title, metadata.Workspace, metadata.Model, metadata.ModelProvider, metadata.Profile,
                metadata.ProjectId, metadata.WorktreePath));
        Expect.Equal((SessionId.Parse("parent.1"), true, true, 0),
            (metadata.Parent!.Value, metadata.Pinned, metadata.Archived, metadata.MessageCount));
        Expect.Equal((SomeId, created.Metadata.CreatedAt), (metadata.Id, metadata.CreatedAt));
        Expect.Equal(metadata, (await LoadAsync(tested.Store, SomeId).ConfigureAwait(false)).Metadata);
    }

    private static async Task Update_AllAttributes_AreThereAfterReopening(StoreUnderTest tested)
    {
        var created = await tested.Store.CreateAsync(new() { Title = "old", Pinned = true, Model = "m" })
            .ConfigureAwait(false);
        var updated = await tested.Store.UpdateMetadataAsync(created.Id, before => before with
        {
            Title = null,
            Workspace = "w",
            Model = "",
            ModelProvider = "p",
            Profile = "q",
            ProjectId = "r",
            WorktreePath = "t",
            Parent = SomeId,
            Pinned = false,
            Archived = true,
        }).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        var metadata = await LoadMetadataAsync(tested.Store, created.Id).ConfigureAwait(false);
        Expect.True(updated.Revision > created.Revision);
        Expect.Equal<(string?, string?, string?, string?, string?, string?, string?)>(
            (null, "w", "", "p", "q", "r", "t"),
            (metadata.Title, metadata.Workspace, metadata.Model, metadata.ModelProvider, metadata.Profile,
                metadata.ProjectId, metadata.WorktreePath));
        Expect.Equal((SomeId, false, true), (metadata.Parent!.Value, metadata.Pinned, metadata.Archived));
    }

    private static async Task Update_Properties_AreKeptTokenForToken(StoreUnderTest tested)
    {
        var values = new Dictionary<string, string>
        {
            ["nested"] = """{"a":[1,{"b":[null,true,{"c":{}}]}],"dup":1,"dup":2}""",
            ["huge"] = $"-{new string('8', 300)}.250E+9",
            ["half"] = "\"\\ud83d alone\"",
            ["名前 \"x\""] = "\"京都\"",
            [""] = "[]",
        };
        var created = await tested.Store.CreateAsync(new()).ConfigureAwait(false);
        await tested.Store.UpdateMetadataAsync(created.Id, before => before with { Properties = values.ToDictionary(
            v => v.Key, v => JsonElement.Parse(v.Value)) }).ConfigureAwait(false);

        await tested.ReopenAsync().ConfigureAwait(false);

        var metadata = await LoadMetadataAsync(tested.Store, created.Id).ConfigureAwait(false);
        Expect.Sequence(
            values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"),
            metadata.Properties.OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => $"{v.Key}={Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(v.Value))}"));
    }

    private static async Task Update_OneAttribute_LeavesMessagesAndOthersAlone(ISessionStore store)
    {
        var created = await store.CreateAsync(new() { Model = "m", Messages = [SessionMessage.User("a")] })
            .ConfigureAwait(false);

        await store.UpdateMetadataAsync(created.Id, before => before with { Title = "t" }).ConfigureAwait(false);

        var loaded = await LoadAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(["a"], Texts(loaded));
        Expect.Equal<(string?, string?)>(("m", "t"), (loaded.Metadata.Model, loaded.Metadata.Title));
    }

    private static async Task Update_SixteenAtOnce_AllSurvive(ISessionStore store)
    {
        var created = await store.CreateAsync(new()).ConfigureAwait(false);
        using var start = new ManualResetEventSlim();
        var updates = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            start.Wait();
            await store.UpdateMetadataAsync(created.Id, before => before with
            {
                Properties =
                    new Dictionary<string, JsonElement>(before.Properties) { [$"p{i}"] = JsonElement.Parse($"{i}") },
            }).ConfigureAwait(false);
        })).ToList();

        start.Set();
        await Task.WhenAll(updates).ConfigureAwait(false);

        var metadata = await LoadMetadataAsync(store, created.Id).ConfigureAwait(false);
        Expect.Sequence(Enumerable.Range(0, 16).Select(i => $"p{i}={i}").Order(StringComparer.Ordinal),
            metadata.Properties.Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal));
    }

    private static async Task Update_WhenAWriteCameBetween_RunsTheFunctionAgain(ISessionStore store)
    {
        var created = await store.CreateAsync(new()).ConfigureAwait(false);
        var seen = new List<string?>();

        var updated = await store.UpdateMetadataAsync(created.Id, before =>
        {
            seen.Add(before.Title);
            if (seen.Count == 1) Task.Run(() => store.UpdateMetadataAsync(
                created.Id, other => other with { Title = "other" })).GetAwaiter().GetResult();
            return before with { Model = "m" };
        }).ConfigureAwait(false);

        Expect.Sequence([null, "other"], seen);
        Expect.Equal<(string?, string?)>(("other", "m"), (updated.Title, updated.Model));
    }

    private static async Task Update_ChangingNothing_WritesNothing(ISessionStore store)
    {
        var created = await store.CreateAsync(new() { Title = "t" }).ConfigureAwait(false);

        var same = await store.UpdateMetadataAsync(created.Id, before => before).ConfigureAwait(false);
        var equal = await store.UpdateMetadataAsync(created.Id, before => before with { Title = "t" })
            .ConfigureAwait(false);

        Expect.Equal((created.Revision, created.Revision), (same.Revision, equal.Revision));
        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Update_ChangingWhatIsTheStores_Throws(ISessionStore store)
    {
        var created = await store.CreateAsync(new()).ConfigureAwait(false);
        Func<SessionMetadata, SessionMetadata>[] changes =
        [
            before => before with { Id = SomeId },
            before => before with { Revision = before.Revision + 1 },
            before => before with { MessageCount = 7 },
            before => before with { CreatedAt = before.CreatedAt.AddDays(1) },
            before => before with { UpdatedAt = before.UpdatedAt.AddDays(1) },
            before => before with { OpenTurnId = TurnId.Parse("t") },
        ];

        foreach (var change in changes) await Expect.ThrowsAsync<ArgumentException>(
            () => store.UpdateMetadataAsync(created.Id, change)).ConfigureAwait(false);

        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Update_FunctionThatThrows_WritesNothing(ISessionStore store)
    {
        var created = await store.CreateAsync(new()).ConfigureAwait(false);

        await Expect.ThrowsAsync<NotSupportedException>(
            () => store.UpdateMetadataAsync(created.Id, _ => throw new NotSupportedException())).ConfigureAwait(false);

        Expect.Equal(created.Metadata, await LoadMetadataAsync(store, created.Id).ConfigureAwait(false));
    }

    private static async Task Update_ReturningNull_Throws(ISessionStore store)
    {
        var created = await store.CreateAsync(new()).ConfigureAwait(false);

        await Expect.ThrowsAsync<ArgumentException>(() => store.UpdateMetadataAsync(created.Id, _ => null!))
            .ConfigureAwait(false);
    }
}
