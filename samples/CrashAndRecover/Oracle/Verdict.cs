namespace CrashAndRecover.Oracle;

/// <summary>What the check of one session says.</summary>
/// <param name="Nearest">The allowed state that was found, or the one nearest to what was found.</param>
/// <param name="Violations">What is wrong; empty when an allowed state was found.</param>
internal sealed record Verdict(SessionState Nearest, IReadOnlyList<Violation> Violations);
