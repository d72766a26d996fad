using System.Text.Json;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Hermes;

/// <summary>Journals of the reference, and what the reference itself says of them.</summary>
public sealed class HermesTurnJournalFixtureTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");

    private static readonly string[] Names =
        [.. Directory.GetDirectories(Root)
            .Where(path => File.Exists(Path.Combine(path, "expected.detail.json")))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Scenarios() => [.. Names];

    [Fact]
    public void Nine_scenarios_have_journals() =>
        Assert.Equal(9, Names.Count(name => Journal(name).SessionIds.Count > 0));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Sessions_are_those_of_the_reference(string scenario)
    {
        using var expected = Expected(scenario);

        Assert.Equal(Sessions(expected).Select(session => session.Name).Order(StringComparer.Ordinal),
            Journal(scenario).SessionIds.Select(id => id.Value));
        Assert.Empty(Journal(scenario).UnsafeNames);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Events_and_states_are_those_of_the_reference(string scenario)
    {
        // W-15 and W-16: there the reference loses events that are in the file; the tests below say what has to be
        // found instead.
        if (scenario is "defect-journal-line-separator" or "defect-journal-glued-line") return;

        using var expected = Expected(scenario);
        foreach (var session in Sessions(expected))
        {
            var read = Read(scenario, session.Name);
            var turns = HermesTurns.Fold(read.Events);

            Assert.Equal(session.Value.GetProperty("events").GetInt32(), read.Events.Count);
            Assert.Equal(Malformed(session.Value), read.Malformed.Select(m => (m.Shard, m.LineNumber)));
            Assert.Equal(Strings(session.Value.GetProperty("collisions")),
                turns.Where(turn => turn.Endings.Count > 1).Select(turn => turn.TurnId));
            Assert.Equal(Latest(session.Value), turns.ToDictionary(turn => turn.TurnId, IsPending));
            Assert.Empty(read.Unreadable);
        }
    }

    // The reference finds one event and four malformed lines.
    [Fact]
    public void W15_the_fixture_with_other_line_separators_is_read_whole()
    {
        var read = Read("defect-journal-line-separator", "fb0000000001");

        Assert.Empty(read.Malformed);
        Assert.Equal(["t-1", "t-2", "t-3"], HermesTurns.Fold(read.Events).Where(IsPending).Select(turn => turn.TurnId));
    }

    // The reference finds two events; the third is lost with the torn line that it was appended to.
    [Fact]
    public void W16_the_fixture_with_a_glued_line_loses_only_what_was_torn()
    {
        var read = Read("defect-journal-glued-line", "fe0000000001");

        var malformed = Assert.Single(read.Malformed);
        Assert.Equal((3, """{"event":"submitted","stream_id":"s1","role":"user","content":"torn"""),
            (malformed.LineNumber, malformed.RawText));
        Assert.Equal([("t-0", false), ("t-2", true)],
            HermesTurns.Fold(read.Events).Select(turn => (turn.TurnId, IsPending(turn))));
    }

    // The reference takes `completed`, because its time is later; the turn was interrupted before that.
    [Fact]
    public void W19_the_first_of_two_endings_counts()
    {
        var turn = Assert.Single(HermesTurns.Fold(Read("journal-collision", "ab0000000001").Events));

        Assert.Equal(["interrupted", "completed"], turn.Endings.Select(e => e.Event));
        Assert.Equal("interrupted", turn.Terminal!.Event);
    }

    private static bool IsPending(HermesTurn turn) => turn.Terminal is null || turn.Waiting.Count > 0;

    private static HermesTurnJournal Journal(string scenario) =>
        HermesTurnJournal.List(new(new PhysicalFileSystem(), Path.Combine(Root, scenario, "sessions")));

    private static HermesJournalContent Read(string scenario, string id) => Journal(scenario).Read(SessionId.Parse(id));

    private static JsonDocument Expected(string scenario) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, scenario, "expected.detail.json")));

    private static JsonProperty[] Sessions(JsonDocument detail) =>
        detail.RootElement.TryGetProperty("journal", out var journal) ? [.. journal.EnumerateObject()] : [];

    private static (string Shard, int Line)[] Malformed(JsonElement session) =>
        [.. session.GetProperty("malformed").EnumerateArray()
            .Select(line => (line.GetProperty("shard").GetString()!, line.GetProperty("line").GetInt32()))];

    private static string?[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString())];

    private static Dictionary<string, bool> Latest(JsonElement session) =>
        session.GetProperty("latest").EnumerateObject()
            .ToDictionary(turn => turn.Name, turn => turn.Value.GetString() is not ("completed" or "interrupted"));
}
