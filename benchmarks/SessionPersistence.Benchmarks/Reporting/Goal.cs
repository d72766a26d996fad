using System.Globalization;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>What a figure is meant to reach.</summary>
internal sealed record Goal
{
    private Goal()
    {
    }

    public double? AtLeast { get; private init; }

    public double? AtMost { get; private init; }

    public static Goal OfAtLeast(double limit) => new() { AtLeast = limit };

    public static Goal OfAtMost(double limit) => new() { AtMost = limit };

    public bool IsMetBy(double value) => value >= (AtLeast ?? double.MinValue) && value <= (AtMost ?? double.MaxValue);

    public override string ToString() =>
        AtLeast is { } least ? Text("≥", least) : Text("≤", AtMost.GetValueOrDefault());

    private static string Text(string sign, double limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{sign} {limit:0.####}");
}
