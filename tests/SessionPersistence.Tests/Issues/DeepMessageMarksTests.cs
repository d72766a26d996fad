using SessionPersistence.Cli;

namespace SessionPersistence.Tests.Issues;

/// <summary>One message that is nested very deeply kept <c>show</c> busy for minutes: the time grew with the square of
/// the depth.</summary>
public sealed class DeepMessageMarksTests
{
    [Fact]
    public async Task Of_AMillionLevels_ReturnsSoon()
    {
        const int depth = 1_000_000;
        var message = SessionMessage.Parse(
            $$"""{"deep":{{new string('[', depth)}}{{new string(']', depth)}},"_partial":true}""");

        var marks = await Task.Run(() => MessageMarks.Of(message)).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["partial"], marks);
    }

    [Theory]
    [InlineData("""{"_error":true,"type":"interrupted"}""", "interrupted")]
    [InlineData("""{"_error":true,"type":{"interrupted":1}}""", "error")]
    [InlineData("""{"a":{"_partial":true},"_partial":false}""", null)]
    [InlineData("""{"_partial":[true]}""", null)]
    [InlineData("""{}""", null)]
    public void Of_Members_SaysWhatIsSpecial(string json, string? mark) =>
        Assert.Equal(mark is null ? [] : [mark], MessageMarks.Of(SessionMessage.Parse(json)));
}
