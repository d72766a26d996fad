namespace CrashAndRecover.Oracle;

/// <summary>The text of an answer that was never completed.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Reported">All the text that was reported.</param>
/// <param name="Whole">Whether all of it must be there; after a kill, a start of it is enough.</param>
internal sealed record KeptPartial(string Turn, string Reported, bool Whole) : Expected
{
    public override string TurnId => Turn;

    public override bool Matches(FoundMessage found) =>
        IsPartialOfTurn(found)
        && found.Text("content") is { Length: > 0 } text
        && (Whole ? text == Reported : Reported.StartsWith(text, StringComparison.Ordinal));

    public override bool Resembles(FoundMessage found) => IsPartialOfTurn(found);

    private bool IsPartialOfTurn(FoundMessage found) =>
        found.Text("role") == "assistant"
        && found.Text("turn_id") == Turn
        && found.Member("_partial") == "true";
}
