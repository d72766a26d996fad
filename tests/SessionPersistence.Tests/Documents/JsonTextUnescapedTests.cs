using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Tests.Documents;

public sealed class JsonTextUnescapedTests
{
    [Theory]
    [InlineData("""{"a":"\u65e5\u672c"}""", """{"a":"日本"}""")]
    [InlineData("""{"a":"\ud83c\udf8c!"}""", """{"a":"🎌!"}""")]
    [InlineData("""{"a":"\uD83D"}""", """{"a":"\ud83d"}""")]
    [InlineData("""{"a":"\ud83d\u0041"}""", """{"a":"\ud83dA"}""")]
    [InlineData("""{"a":"\ude00\ud83d"}""", """{"a":"\ude00\ud83d"}""")]
    [InlineData("""{"a":"\u000a\u0022\u005c\/"}""", """{"a":"\n\"\\/"}""")]
    [InlineData("""{"a":"\u0001\\u0041"}""", """{"a":"\u0001\\u0041"}""")]
    [InlineData("""{"a":"plain"}""", """{"a":"plain"}""")]
    public void Unescaped_EqualTexts_AreEqualByteForByte(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonText.Unescaped(Encoding.UTF8.GetBytes(json))));
}
