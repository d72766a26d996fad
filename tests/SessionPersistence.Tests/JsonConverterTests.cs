using System.Text.Json;
using System.Text.Json.Nodes;

namespace SessionPersistence.Tests;

/// <summary>What a host's own JSON makes of the types of a store.</summary>
public sealed class JsonConverterTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    [Theory]
    [InlineData(
        """{"role":"user","content":"hi","extra":{"big":123456789012345678901234567890.10e5,"half":"\ud83d"}}""")]
    [InlineData("{}")]
    public void A_message_goes_through_token_for_token(string json)
    {
        var written = JsonSerializer.Serialize(SessionMessage.Parse(json));

        Assert.Equal(json, written);
        Assert.Equal(json, JsonSerializer.Deserialize<SessionMessage>(written)!.ToString());
    }

    [Fact]
    public void A_message_is_read_without_the_space_around_it() =>
        Assert.Equal(
            """[{"role":"user","content":"a b"}]""",
            JsonSerializer.Serialize(JsonSerializer.Deserialize<SessionMessage[]>("""
                [ { "role" : "user",
                    "content" : "a b" } ]
                """)));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    public void What_is_no_object_is_no_message(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SessionMessage>(json));

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"a b\"")]
    public void What_is_no_id_is_refused(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TurnId>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SessionId>(json));
    }

    [Fact]
    public void A_session_is_written_with_its_messages_as_they_are()
    {
        var metadata = new SessionMetadata { Id = Id, Revision = 3, MessageCount = 1,
            CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch };
        var session = new Session(metadata, [SessionMessage.User("hi")],
            openTurn: new(Id, TurnId.Parse("t1"), null, DateTimeOffset.UnixEpoch));

        var json = JsonNode.Parse(JsonSerializer.Serialize(session, JsonSerializerOptions.Web))!;

        Assert.Equal("""{"role":"user","content":"hi"}""", json["messages"]![0]!.ToJsonString());
        Assert.Equal(
            ("s1", "t1", 3), ((string?)json["id"], (string?)json["openTurn"]!["turnId"], (int)json["revision"]!));
    }
}
