using SessionPersistence.Backup;

namespace SessionPersistence.Tests.Backup;

public sealed class GenerationNameTests
{
    [Theory]
    [InlineData("a.json.bak", "a", 0)]
    [InlineData("a.json.bak.1", "a", 1)]
    [InlineData("a.json.bak.2147483647", "a", int.MaxValue)]
    [InlineData("a.json.bak.json.bak.3", "a.json.bak", 3)]
    public void TryParse_AName_IsWhatOfWrites(string name, string session, int number)
    {
        Assert.True(GenerationName.TryParse(name, out var id, out var parsed));

        Assert.Equal((session, number), (id.Value, parsed));
        Assert.Equal(name, GenerationName.Of(id, number));
    }

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.json.bak.json")]
    [InlineData("a.json.bak.")]
    [InlineData("a.json.bak.0")]
    [InlineData("a.json.bak.01")]
    [InlineData("a.json.bak.-1")]
    [InlineData("a.json.bak.+1")]
    [InlineData("a.json.bak.2147483648")]
    [InlineData("a.json.bak.tmp")]
    [InlineData("_index.json.bak")]
    [InlineData(".json.bak")]
    [InlineData("a.json.bakery")]
    public void TryParse_AnythingElse_IsNoGeneration(string name) =>
        Assert.False(GenerationName.TryParse(name, out _, out _));
}
