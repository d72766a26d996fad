using System.Text.Json.Nodes;
using SessionPersistence.Tests.Support;
using static SessionPersistence.StateDbOutcomeKind;

namespace SessionPersistence.Tests.StateDb;

/// <summary>Databases of the reference, and the documents that its own recovery made of them.</summary>
public sealed class FixtureReconcileTests
{
    [Fact]
    public async Task Missing_documents_are_made_with_every_member_that_the_reference_gives_them()
    {
        using var copy = FixtureCopy.Of("database-missing-sidecars");

        var outcomes = await copy.ReconcileAsync();

        Assert.Equal(
            [("3a0000000003", NoMessages), ("3a0000000002", Materialised), ("3a0000000001", Materialised),
                ("3a0000000006", Materialised), ("3a0000000005", AlreadyThere)],
            outcomes.Select(outcome => (outcome.Id, outcome.Kind)));
        Assert.Equal((3L, 7L), (outcomes[1].Messages, outcomes[1].ClaimedMessages));
        copy.AssertLikeTheReference("3a0000000001");
        copy.AssertLikeTheReference("3a0000000002");
    }

    [Fact]
    public async Task W12_A_database_of_the_oldest_shape_gives_the_defaults_and_the_true_number_of_messages()
    {
        using var copy = FixtureCopy.Of("database-minimal-columns");

        var outcomes = await copy.ReconcileAsync();

        Assert.Equal([("4b0000000001", Materialised), ("4b0000000002", NoMessages)],
            outcomes.Select(outcome => (outcome.Id, outcome.Kind)));
        copy.AssertLikeTheReference("4b0000000001");
        Assert.Equal(3, (int)copy.Read("4b0000000001")["message_count"]!);
    }

    [Fact]
    public async Task Tombstones_stand()
    {
        using var copy = FixtureCopy.Of("deleted-tombstone");

        var outcomes = await copy.ReconcileAsync();

        Assert.Equal(
            [("7e0000000006", Materialised), ("7e0000000003", Tombstoned), ("7e0000000002", Tombstoned)],
            outcomes.Select(outcome => (outcome.Id, outcome.Kind)));
        copy.AssertLikeTheReference("7e0000000006");
    }

    [Theory]
    [InlineData("clean-small", StateDbCondition.Readable)]
    [InlineData("database-without-source", StateDbCondition.OldSchema)]
    [InlineData("database-unreadable", StateDbCondition.Corrupt)]
    [InlineData("empty-directory", StateDbCondition.Absent)]
    public async Task W37_Each_condition_is_told(string fixture, StateDbCondition condition)
    {
        using var copy = FixtureCopy.Of(fixture);

        Assert.Equal(condition, (await copy.StateDb.InspectAsync()).Condition);
        if (condition == StateDbCondition.Readable) return;

        var thrown = await Assert.ThrowsAsync<StateDbUnavailableException>(copy.ReconcileAsync);
        Assert.Equal(condition, thrown.State.Condition);
    }

    [Fact]
    public async Task A_database_without_source_still_tells_which_sessions_it_has()
    {
        using var copy = FixtureCopy.Of("database-without-source");

        var found = await copy.StateDb.FindSessionsAsync(
            [SessionId.Parse("5c0000000001"), SessionId.Parse("5c0000000002")]);

        Assert.Equal([SessionId.Parse("5c0000000001")], found!);
    }

    private sealed class FixtureCopy : IDisposable
    {
        private readonly TempFolder _folder = TempFolder.ForCaller();
        private readonly string _fixture;

        private FixtureCopy(string fixture) =>
            _fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes", fixture);

        public SqliteStateDb StateDb => new(_folder.PathOf("state.db"));

        private string Sessions => _folder.PathOf("sessions");

        public static FixtureCopy Of(string fixture)
        {
            var copy = new FixtureCopy(fixture);
            Directory.CreateDirectory(copy.Sessions);
            foreach (var file in Directory.GetFiles(Path.Combine(copy._fixture, "sessions")))
                File.Copy(file, Path.Combine(copy.Sessions, Path.GetFileName(file)));
            var database = Path.Combine(copy._fixture, "state.db");
            if (File.Exists(database)) File.Copy(database, copy._folder.PathOf("state.db"));
            return copy;
        }

        public async Task<List<StateDbOutcome>> ReconcileAsync()
        {
            var outcomes = new List<StateDbOutcome>();
            await foreach (var outcome in new StateDbReconciler(Sessions, StateDb).ReconcileAsync())
                outcomes.Add(outcome);
            return outcomes;
        }

        public JsonObject Read(string id) => Parse(Path.Combine(Sessions, $"{id}.json"));

        // The one member that differs on purpose: a document counts what it holds.
        public void AssertLikeTheReference(string id)
        {
            var ours = Read(id);
            foreach (var (name, value) in Parse(Path.Combine(_fixture, "after", "files", "sessions", $"{id}.json")))
            {
                if (name != "message_count") Assert.True(JsonNode.DeepEquals(value, ours[name]),
                    $"{name} is {ours[name]?.ToJsonString()}, not {value?.ToJsonString()}");
            }
        }

        public void Dispose() => _folder.Dispose();

        private static JsonObject Parse(string path) => JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
    }
}
