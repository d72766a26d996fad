namespace CrashAndRecover.Oracle;

/// <summary>The answer that an interruption gives to a tool call that has none.</summary>
internal sealed record ClosedToolCall(string Turn, string CallId) : Expected
{
    public override string TurnId => Turn;

    public override bool Matches(FoundMessage found) =>
        found.Text("role") == "tool"
        && found.Text("tool_call_id") == CallId
        && found.Text("turn_id") == Turn
        && found.Member("_interrupted") == "true";
}
