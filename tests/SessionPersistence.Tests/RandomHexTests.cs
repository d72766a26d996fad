namespace SessionPersistence.Tests;

public sealed class RandomHexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(24)]
    public void Has_as_many_digits_of_lower_case_as_asked_for(int length) =>
        Assert.Matches($"^[0-9a-f]{{{length}}}$", RandomHex.Create(length));

    [Fact]
    public void More_digits_than_are_random_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomHex.Create(25));

    [Fact]
    public void Every_digit_is_random()
    {
        var made = Enumerable.Range(0, 500).Select(_ => RandomHex.Create(24)).ToList();

        // Of 500 draws from 16 digits, that one never comes is less likely than one in 10^11.
        Assert.All(Enumerable.Range(0, 24),
            place => Assert.Equal(16, made.Select(digits => digits[place]).Distinct().Count()));
    }
}
