using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Tests.Documents;

public sealed class JsonValueTests
{
    [Theory]
    [InlineData("1765000000", 17650000000000000L)]
    [InlineData("1765000000.0", 17650000000000000L)]
    [InlineData("1765000000.1234567", 17650000001234567L)]
    [InlineData("1.765e9", 17650000000000000L)]
    [InlineData("\"1765000000.5\"", 17650000005000000L)]
    [InlineData("-1.5", -15000000L)]
    [InlineData("0.0", 0L)]
    public void AsInstant_reads_epoch_seconds_to_the_tick(string json, long ticks) =>
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(ticks), JsonValue.AsInstant(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"yesterday\"")]
    [InlineData("1e400")]
    [InlineData("99999999999999")]
    [InlineData("NaN")]
    [InlineData("{}")]
    [InlineData("\"")]
    public void AsInstant_gives_nothing_for_what_is_no_instant(string json) =>
        Assert.Null(JsonValue.AsInstant(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Every_instant_survives_its_text()
    {
        DateTimeOffset[] instants =
        [
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddTicks(-1),
            new(2026, 5, 11, 0, 11, 22, TimeSpan.FromHours(2)),
            DateTimeOffset.UnixEpoch.AddTicks(17_784_582_821_234_567),
        ];

        foreach (var instant in instants)
        {
            Assert.Equal(instant, JsonValue.AsInstant(Encoding.UTF8.GetBytes(JsonValue.FromInstant(instant))));
        }
    }

    [Theory]
    [InlineData("12", 12L)]
    [InlineData("-1", -1L)]
    [InlineData("1.0", null)]
    [InlineData("\"1\"", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public void AsInteger_reads_whole_numbers_only(string json, long? expected) =>
        Assert.Equal(expected, JsonValue.AsInteger(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("0", null)]
    [InlineData("", null)]
    public void AsBoolean_reads_booleans_only(string json, bool? expected) =>
        Assert.Equal(expected, JsonValue.AsBoolean(Encoding.UTF8.GetBytes(json)));
}
