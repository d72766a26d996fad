using System.Text.Json.Serialization;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>One measured property of a contestant.</summary>
/// <param name="Name">What, with its unit.</param>
/// <param name="Value">Over all rounds.</param>
/// <param name="Format">How a person reads it.</param>
internal sealed record Measure(string Name, Spread Value, [property: JsonIgnore] string Format)
{
    /// <summary>Measures what is known in every round.</summary>
    public static Measure Of<T>(string name, IEnumerable<T> rounds, Func<T, double> property, string format = "N0") =>
        new(name, Spread.Of(rounds.Select(property)), format);
}
