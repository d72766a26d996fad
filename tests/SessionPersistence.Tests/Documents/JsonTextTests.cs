using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{ \"a b\" : [ 1.0 , -2 , 1E+5 ] ,\r\n\t\"c\" : \" x \\\" \\\\\" }",
        "{\"a b\":[1.0,-2,1E+5],\"c\":\" x \\\" \\\\\"}")]
    [InlineData("[ NaN , -Infinity,Infinity, -1 ]", "[null,null,null,-1]")]
    [InlineData("{\"NaN\":\"NaN -Infinity\"}", "{\"NaN\":\"NaN -Infinity\"}")]
    [InlineData("\"\\ud83d\"", "\"\\ud83d\"")]
    [InlineData(" true ", "true")]
    [InlineData("", "")]
    public void Compact_drops_white_space_and_nothing_else(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonText.Compact(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Compact_keeps_every_token_of_a_large_number_and_a_deep_list()
    {
        var json = Encoding.UTF8.GetBytes(
            $"[ {new string('7', 400)} , {new string('[', 5000)}\n{new string(']', 5000)} ]");

        var compact = JsonText.Compact(json);

        Assert.Equal(JsonTokens.Of(json), JsonTokens.Of(compact));
        Assert.Equal(compact, JsonText.Compact(compact));
    }

    [Theory]
    [InlineData(" {\"a\": [NaN]} \n", true)]
    [InlineData("-1", true)]
    [InlineData("", false)]
    [InlineData("{\"a\": 1", false)]
    [InlineData("{} {}", false)]
    [InlineData("{}\0", false)]
    public void IsValue_takes_one_whole_value(string text, bool expected) =>
        Assert.Equal(expected, JsonText.IsValue(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("1", 0)]
    [InlineData("\"[[\\\"[\"", 0)]
    [InlineData("[]", 1)]
    [InlineData("{\"a\":[1,{}],\"[\":[[ ]]}", 3)]
    public void DepthOf_counts_open_containers(string json, int expected) =>
        Assert.Equal(expected, JsonText.DepthOf(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\n\r\t\b\f\0\u001f", "\"\\n\\r\\t\\u0008\\u000c\\u0000\\u001f\"")]
    [InlineData("/é\u007f\u0085\u2028😀", "\"/é\u007f\u0085\u2028😀\"")]
    public void Quote_escapes_what_it_must(string text, string expected)
    {
        Assert.Equal(expected, JsonText.Quote(text));
        Assert.Equal(text, JsonText.Unquote(Encoding.UTF8.GetBytes(expected)));
    }

    [Fact]
    public void Quote_escapes_lone_surrogates_so_that_they_can_be_stored_in_UTF8()
    {
        var text = "\ud83d|\ude00|\ude00\ud83d|\ud83d\ude00";

        var json = Encoding.UTF8.GetBytes(JsonText.Quote(text));

        Assert.Equal("\"\\ud83d|\\ude00|\\ude00\\ud83d|😀\"", Encoding.UTF8.GetString(json));
        Assert.Equal(text, JsonText.UnquoteExactly(json));
        Assert.Equal("\uFFFD|\uFFFD|\uFFFD\uFFFD|😀", JsonText.Unquote(json));
    }

    [Theory]
    [InlineData("\"\\u0041\\uD83D\\uDE00\\/\"", "A😀/")]
    [InlineData("\"\\\\n\"", "\\n")]
    [InlineData("\"é\\u00e9é\"", "ééé")]
    [InlineData("\"\\ud83dx\"", "\uFFFDx")]
    [InlineData("\"\\ud83d\\u0041\"", "\uFFFDA")]
    public void Unquote_reads_every_escape(string json, string expected) =>
        Assert.Equal(expected, JsonText.Unquote(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}x")]
    [InlineData("{} {}")]
    [InlineData("{}\0")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":1")]
    public void CompactObject_refuses_what_is_not_one_object(string json) =>
        Assert.Throws<FormatException>(() => JsonText.CompactObject(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void CompactObject_refuses_invalid_UTF8()
    {
        Assert.Throws<FormatException>(() => JsonText.CompactObject([.. "{\"a\":\""u8, 0xC3, .. "\"}"u8]));
        Assert.Throws<FormatException>(() => JsonText.CompactObject([.. "{\"a\":\""u8, 0xED, 0xA0, 0xBD, .. "\"}"u8]));
    }
}
