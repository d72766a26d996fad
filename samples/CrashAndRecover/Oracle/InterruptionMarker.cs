namespace CrashAndRecover.Oracle;

/// <summary>The mark that a turn ended without its answer.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Reason">The reason that was given; <see langword="null"/> where the store chooses it.</param>
internal sealed record InterruptionMarker(string Turn, string? Reason) : Expected
{
    public override string TurnId => Turn;

    public override bool Matches(FoundMessage found) =>
        found.Text("role") == "assistant"
        && found.Member("_error") == "true"
        && found.Text("type") == "interrupted"
        && found.Text("turn_id") == Turn
        && (Reason is null || found.Text("interruption_reason") == Reason);
}
