using System.Text;
using System.Text.Json;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

public sealed class SessionHeadTests
{
    private static readonly DateTimeOffset CreatedAt = DateTimeOffset.UnixEpoch.AddTicks(17_784_582_821_234_567);

    private static SessionMetadata Full { get; } = new()
    {
        Id = SomeDocument.Id,
        Revision = 7,
        MessageCount = 0,
        CreatedAt = CreatedAt,
        UpdatedAt = CreatedAt,
        Title = "A \"title\" \ud83d",
        Workspace = "/w",
        Model = "m",
        ModelProvider = "p",
        Profile = "f",
        ProjectId = "j",
        WorktreePath = "/t",
        Parent = SessionId.Parse("parent"),
        Pinned = true,
        Archived = true,
        Properties = new Dictionary<string, JsonElement> { ["k"] = JsonElement.Parse("{ \"n\" : 1.50 }"),
            ["\"q"] = JsonElement.Parse("[]") },
    };

    [Fact]
    public void Attributes_survive_their_members()
    {
        var head = SomeDocument.Head with { Members = SessionHead.ToMembers(Full, CreatedAt, CreatedAt) };

        var metadata = head.ToMetadata();

        Assert.Equal(Full with { Properties = metadata.Properties, Title = "A \"title\" \uFFFD" }, metadata);
        Assert.Equal("""{"n":1.50}""", metadata.Properties["k"].GetRawText());
        Assert.Equal(["k", "\"q"], metadata.Properties.Keys);
    }

    [Fact]
    public void ToMembers_leaves_out_what_is_not_set() =>
        Assert.Equal(
            "pinned=false archived=false created_at=1778458282.1234567 updated_at=1778458282.1234567",
            Text(SessionHead.ToMembers(new NewSession(), CreatedAt, CreatedAt)));

    [Fact]
    public void Changes_has_the_changed_attributes_only()
    {
        var after = Full with { Title = null, Pinned = false, Model = "other" };

        Assert.Equal("title=null model=\"other\" pinned=false", Text(SessionHead.Changes(Full, after)));
        Assert.Empty(SessionHead.Changes(Full, Full));
    }

    [Fact]
    public void Changes_of_properties_replace_them_whole_and_see_every_token()
    {
        var same = Full with { Properties = new Dictionary<string, JsonElement> { ["k"] =
            JsonElement.Parse("{ \"n\" : 1.50 }"), ["\"q"] = JsonElement.Parse("[]") } };
        var other = Full with { Properties = new Dictionary<string, JsonElement> { ["k"] =
            JsonElement.Parse("{ \"n\" : 1.5 }"), ["\"q"] = JsonElement.Parse("[]") } };

        Assert.Empty(SessionHead.Changes(Full, same));
        Assert.Equal("""properties={"k":{"n":1.5},"\"q":[]}""", Text(SessionHead.Changes(Full, other)));
        Assert.Equal("properties={}",
            Text(SessionHead.Changes(Full, Full with { Properties = new Dictionary<string, JsonElement>() })));
    }

    [Fact]
    public void Changes_that_are_applied_give_the_changed_metadata()
    {
        var before = SomeDocument.Head with { Members = SessionHead.ToMembers(Full, CreatedAt, CreatedAt) };
        var after = before.ToMetadata() with { Title = "new", Parent = null, Workspace = "" };

        var applied = before.WithMembers(SessionHead.Changes(before.ToMetadata(), after)).ToMetadata();

        Assert.Equal(after with { Properties = applied.Properties }, applied);
    }

    [Fact]
    public void WithMembers_passes_over_what_the_head_says_itself()
    {
        var changes = MemberList.Create([("life", SomeDocument.Utf8("1")), ("_crc", SomeDocument.Utf8("1")),
            ("messages", SomeDocument.Utf8("[]")), ("title", SomeDocument.Utf8("\"t\""))]);

        Assert.Equal("title=\"t\"", Text(SomeDocument.Head.WithMembers(changes).Members));
    }

    [Fact]
    public void WithUpdatedAt_changes_the_time_of_the_last_write() =>
        Assert.Equal(CreatedAt, SomeDocument.Head.WithUpdatedAt(CreatedAt).ToMetadata().UpdatedAt);

    [Fact]
    public void ToMetadata_of_members_of_another_kind_gives_defaults()
    {
        var other = SomeDocument.Utf8("[17]");
        var members = MemberList.Create([("title", other), ("pinned", other), ("created_at", other),
            ("parent_session_id", other), ("properties", other)]);

        var metadata = (SomeDocument.Head with { Members = members }).ToMetadata();

        Assert.Null(metadata.Title);
        Assert.False(metadata.Pinned);
        Assert.Equal(DateTimeOffset.UnixEpoch, metadata.CreatedAt);
        Assert.Equal(DateTimeOffset.UnixEpoch, metadata.UpdatedAt);
        Assert.Null(metadata.Parent);
        Assert.Empty(metadata.Properties);
    }

    [Fact]
    public void ToMetadata_gives_properties_that_are_deep_or_have_strange_names_and_is_not_stopped_by_hostile_ones()
    {
        var raw =
            $$"""{"\ud83d":1,"deep":{{Nested(1000)}},"deeper":{{Nested(1001)}},"hostile":{{Nested(1_000_000)}}}""";
        var head = SomeDocument.Head with { Members = MemberList.Empty.With("properties", SomeDocument.Utf8(raw)) };

        var properties = head.ToMetadata().Properties;

        Assert.Equal(["\ud83d", "deep"], properties.Keys);
        Assert.Equal(1, properties["\ud83d"].GetInt32());
        Assert.Equal(Nested(1000), properties["deep"].GetRawText());
    }

    [Fact]
    public void Changes_refuses_properties_that_would_not_be_read_back()
    {
        var options = new JsonDocumentOptions { MaxDepth = 1001 };
        var deeper = Full with { Properties =
            new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse(Nested(1001), options) } };

        Assert.Throws<ArgumentException>(() => SessionHead.Changes(Full, deeper));
    }

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789ABCDEF", false)]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789abcdefg", false)]
    [InlineData(null, false)]
    public void IsLife_wants_sixteen_lower_hexadecimal_digits(string? text, bool expected) =>
        Assert.Equal(expected, SessionHead.IsLife(text));

    [Fact]
    public void Open_and_ended_turns_survive_their_JSON()
    {
        var open = new OpenTurnHead(TurnId.Parse("t\"1"), "s\n1", CreatedAt);
        var ended = new EndedTurn(TurnId.Parse("t\\2"), TurnOutcome.Interrupted);

        Assert.Equal(open, OpenTurnHead.Read(Encoding.UTF8.GetBytes(open.ToJson())));
        Assert.Equal(open with { StreamId = null },
            OpenTurnHead.Read(Encoding.UTF8.GetBytes((open with { StreamId = null }).ToJson())));
        Assert.Equal(ended, EndedTurn.Read(Encoding.UTF8.GetBytes(ended.ToJson())));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"turn_id":""}""")]
    [InlineData("""{"turn_id":"a b"}""")]
    [InlineData("""{"turn_id":5,"outcome":"completed"}""")]
    public void Turns_that_are_none_are_not_read(string json)
    {
        Assert.Null(OpenTurnHead.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Null(EndedTurn.Read(Encoding.UTF8.GetBytes(json)));
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Text(MemberList list) =>
        string.Join(
            ' ', list.Select<(string, ReadOnlyMemory<byte>), string>(m => $"{m.Item1}={SomeDocument.Text(m.Item2)}"));
}
