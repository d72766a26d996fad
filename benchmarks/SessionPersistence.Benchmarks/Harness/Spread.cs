namespace SessionPersistence.Benchmarks.Harness;

/// <summary>A figure over all rounds: the median, and how far the rounds lie apart.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }

    /// <summary>Divides what two contestants did in the same round, round by round: a slow moment of the machine is in
    /// both.</summary>
    public static Spread OfRatios<T>(IEnumerable<T> numerators, IEnumerable<T> denominators, Func<T, double> figure) =>
        Of(numerators.Zip(denominators, (numerator, denominator) => figure(numerator) / figure(denominator)));
}
