using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Tests.Benchmarks;

public sealed class SpreadTests
{
    [Fact]
    public void Of_OddNumber_IsTheMiddleOne() => Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 3]));

    [Fact]
    public void Of_EvenNumber_IsBetweenTheMiddleTwo() => Assert.Equal(new Spread(2.5, 1, 9), Spread.Of([9, 1, 3, 2]));

    [Fact]
    public void OfRatios_DividesWithinARound()
    {
        double[] ours = [10, 40, 20];
        double[] rival = [5, 10, 10];

        Assert.Equal(new Spread(2, 2, 4), Spread.OfRatios(ours, rival, figure => figure));
    }
}
