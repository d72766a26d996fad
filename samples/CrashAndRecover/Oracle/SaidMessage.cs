namespace CrashAndRecover.Oracle;

/// <summary>A message that was sent: it must come back token for token; the store may only add its ids and a
/// time.</summary>
internal sealed record SaidMessage(string Json, string? Turn) : Expected
{
    private readonly FoundMessage _said = new(Json);

    public override string? TurnId => Turn ?? _said.Text("turn_id");

    public IEnumerable<string> ToolCalls => ToolCallIds.AskedBy(Json);

    public string? AnsweredCall => _said.Text("tool_call_id");

    public override bool Matches(FoundMessage found) =>
        (found.Json == Json || HasAllOf(found)) && (Turn is null || found.Text("turn_id") == Turn);

    public override bool Resembles(FoundMessage found) =>
        _said.Member("content") is { } content && content == found.Member("content");

    public bool Equals(SaidMessage? other) => other is not null && Json == other.Json && Turn == other.Turn;

    public override int GetHashCode() => HashCode.Combine(Json, Turn);

    public override string ToString() => Json;

    private bool HasAllOf(FoundMessage found) =>
        _said.Members.All(member => found.Member(member.Key) == member.Value)
        && found.Members.Keys.All(name => _said.Members.ContainsKey(name) || MayBeAdded(name));

    private bool MayBeAdded(string name) =>
        name is "message_id" or "_ts" or "timestamp" || (name == "turn_id" && Turn is not null);
}
