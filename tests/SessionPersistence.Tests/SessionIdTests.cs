namespace SessionPersistence.Tests;

public sealed class SessionIdTests
{
    [Theory]
    [InlineData("3f0c5a1d9b01")]
    [InlineData("A-b_C.d")]
    [InlineData("console")]
    [InlineData("com")]
    public void Parse_takes_what_the_rule_allows(string text) => Assert.Equal(text, SessionId.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("_index")]
    [InlineData(".hidden")]
    [InlineData("trailing.")]
    [InlineData("a..b")]
    [InlineData("con")]
    [InlineData("NUL.json")]
    [InlineData("lpt7")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("a\0b")]
    public void Parse_refuses_what_could_leave_the_store_or_break_a_platform(string text)
    {
        Assert.Throws<FormatException>(() => SessionId.Parse(text));
        Assert.False(SessionId.TryParse(text, out _));
    }

    [Fact]
    public void Parse_refuses_more_than_128_characters()
    {
        Assert.True(SessionId.TryParse(new string('a', 128), out _));
        Assert.False(SessionId.TryParse(new string('a', 129), out _));
        Assert.False(SessionId.TryParse(new string('a', 10_240), out _));
    }

    [Fact]
    public void Derive_is_stable_and_valid()
    {
        Assert.Equal(SessionId.Derive("user:1"), SessionId.Derive("user:1"));
        Assert.NotEqual(SessionId.Derive("user:1"), SessionId.Derive("user:2"));
        Assert.Equal("abc3a47b8ad18b855c687d9ca2c6091e", SessionId.Derive("user:1").Value);
    }

    [Fact]
    public void Default_names_no_session() => Assert.Throws<InvalidOperationException>(() => default(SessionId).Value);
}
