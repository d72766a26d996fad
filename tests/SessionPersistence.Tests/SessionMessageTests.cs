using System.Text;

namespace SessionPersistence.Tests;

public sealed class SessionMessageTests
{
    [Fact]
    public void Parse_keeps_unknown_members_token_for_token()
    {
        var message = SessionMessage.Parse("""{ "role" : "user", "x" : { "n" : 1.50, "big" : 123456789012345678901234567890, "s" : "\u00e9\ud83d" } }""");

        Assert.Equal("""{"role":"user","x":{"n":1.50,"big":123456789012345678901234567890,"s":"\u00e9\ud83d"}}""",
            message.ToString());
    }

    [Fact]
    public void Views_read_the_last_of_repeated_members()
    {
        var message = SessionMessage.Parse("""{"role":"user","content":"a","role":"assistant","content":"b"}""");

        Assert.Equal("assistant", message.Role);
        Assert.Equal("b", message.Text);
    }

    [Fact]
    public void Views_of_members_of_another_kind_are_empty()
    {
        var message = SessionMessage.Parse(
            """{"role":5,"content":{"a":1},"timestamp":"no","message_id":[],"tool_calls":"x","turn_id":null}""");

        Assert.Null(message.Role);
        Assert.Equal("", message.Text);
        Assert.Null(message.CreatedAt);
        Assert.Null(message.Id);
        Assert.Null(message.TurnId);
        Assert.Empty(message.ToolCalls);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[{\"role\":\"user\"}]")]
    public void Views_of_an_item_that_is_no_object_are_empty(string json)
    {
        var message = SessionMessage.FromTrusted(Encoding.UTF8.GetBytes(json));

        Assert.Null(message.Role);
        Assert.Null(message.Id);
        Assert.Equal("", message.Text);
    }

    [Fact]
    public void Text_joins_the_text_of_parts()
    {
        var message = SessionMessage.Parse(
            """{"content":[{"type":"text","text":"a"},{"type":"image"},"b",3,{"text":"c"}]}""");

        Assert.Equal("abc", message.Text);
    }

    [Fact]
    public void A_lone_surrogate_is_kept_and_reads_as_the_replacement_character()
    {
        var given = SessionMessage.User("a\ud83d");
        var read = SessionMessage.Parse("""{"role":"user","content":"a\ud83d"}""");

        Assert.Equal(read.ToString(), given.ToString());
        Assert.Equal("a\uFFFD", read.Text);
    }

    [Fact]
    public void Names_with_escapes_are_the_same_names() =>
        Assert.Equal("user", SessionMessage.Parse("""{"\u0072ole":"user"}""").Role);

    [Fact]
    public void CreatedAt_prefers_the_private_timestamp()
    {
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(2), SessionMessage.Parse("""{"_ts":2,"timestamp":1}""").CreatedAt);
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(1), SessionMessage.Parse("""{"_ts":null,"timestamp":"1"}""").CreatedAt);
    }

    [Fact]
    public void ToolCalls_are_the_ids_of_the_calls()
    {
        Assert.Equal(["a", "b"], SessionMessage.Parse("""{"tool_calls":[{"id":"a"},{},{"id":"b"},7]}""").ToolCalls);
        Assert.Equal("a", SessionMessage.Tool("a", "x").ToolCallId);
    }

    [Fact]
    public void WithIds_adds_what_is_missing_and_keeps_the_rest()
    {
        Assert.Equal("""{"role":"user","content":"x","message_id":"m1","turn_id":"t1"}""",
            SessionMessage.User("x").WithIds("m1", "t1").ToString());
        Assert.Equal("""{"message_id":"m1"}""", SessionMessage.Parse("{}").WithIds("m1", null).ToString());

        var whole = SessionMessage.Parse("""{"message_id":"m0","turn_id":"t0"}""");
        Assert.Same(whole, whole.WithIds("m1", "t1"));
    }

    [Fact]
    public void WithIds_of_a_message_whose_id_is_no_text_appends_one_that_counts()
    {
        var message = SessionMessage.Parse("""{"message_id":5}""").WithIds("m1", null);

        Assert.Equal("m1", message.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":1}}")]
    public void Parse_refuses_what_is_not_one_strict_object(string json) =>
        Assert.Throws<FormatException>(() => SessionMessage.Parse(json));

    [Fact]
    public void Parse_takes_any_depth()
    {
        var json = $$"""{"a":{{new string('[', 1_000_000)}}{{new string(']', 1_000_000)}},"role":"user"}""";

        Assert.Equal("user", SessionMessage.Parse(json).Role);
    }

    [Fact]
    public void Parse_of_text_with_an_unescaped_lone_surrogate_does_not_throw_anything_but_FormatException() =>
        Assert.Equal("\uFFFD", SessionMessage.Parse("{\"content\":\"\ud83d\"}").Text);
}
