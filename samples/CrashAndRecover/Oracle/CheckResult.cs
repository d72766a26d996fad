namespace CrashAndRecover.Oracle;

/// <summary>What the check after one kill says.</summary>
/// <param name="Acknowledged">The turns whose beginning was acknowledged since the check before.</param>
/// <param name="Removed">Those that a later rewrite or deletion took away on purpose.</param>
/// <param name="Found">Those that are there.</param>
/// <param name="Interrupted">The turns that the kill left open and that are marked.</param>
/// <param name="Violations">What is wrong.</param>
internal sealed record CheckResult(
    int Acknowledged, int Removed, int Found, int Interrupted, IReadOnlyList<Violation> Violations)
{
    /// <summary>The result where the store could not even be looked at.</summary>
    public static CheckResult Impossible(string why) => new(0, 0, 0, 0, [new(ViolationKind.WrongAnswer, "(all)", why)]);
}
