namespace CrashAndRecover.Oracle;

/// <summary>A message that was sent: it must come back token for token; the store may only add its ids and a time.</summary>
internal sealed record SaidMessage(string Json, string? Turn) : Expected
{
    private readonly FoundMessage _said = new(Json);

    public override string? TurnId => Turn ?? _said.Text("turn_id");

    public IEnumerable<string> ToolCalls => ToolCallIds.AskedBy(Json);

    public string? AnsweredCall => _said.Text("tool_call_id");

    public override bool Matches(FoundMessage found) =>
        found.Json == Json
            ? Turn is null || TurnIdOf(found) == Turn
            : _said.Members.All(m => found.Member(m.Key) == m.Value)
                && found.Members.Keys.All(name => _said.Members.ContainsKey(name) || IsAddition(name))
                && (Turn is null || TurnIdOf(found) == Turn);

    public override bool Resembles(FoundMessage found) => _said.Member("content") is { } content && content == found.Member("content");

    public bool Equals(SaidMessage? other) => other is not null && Json == other.Json && Turn == other.Turn;

    public override int GetHashCode() => HashCode.Combine(Json, Turn);

    public override string ToString() => Json;

    private static string? TurnIdOf(FoundMessage found) => found.Text("turn_id");

    private bool IsAddition(string name) => name is "message_id" or "_ts" or "timestamp" || (name == "turn_id" && Turn is not null);
}
