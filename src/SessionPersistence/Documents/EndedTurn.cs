namespace SessionPersistence.Documents;

/// <summary>A turn that has ended, as a document's head remembers it:
/// <c>{"turn_id":"..","outcome":"completed"}</c>.</summary>
internal readonly record struct EndedTurn(TurnId TurnId, TurnOutcome Outcome)
{
    /// <summary>Reads the JSON object; what is none, or names no turn or an unknown outcome, is
    /// <see langword="null"/>.</summary>
    public static EndedTurn? Read(ReadOnlySpan<byte> json)
    {
        if (!TurnId.TryParse(JsonValue.AsString(JsonMembers.Find(json, "turn_id"u8)), out var turnId)) return null;

        return JsonValue.AsString(JsonMembers.Find(json, "outcome"u8)) switch
        {
            "completed" => new(turnId, TurnOutcome.Completed),
            "interrupted" => new(turnId, TurnOutcome.Interrupted),
            _ => null,
        };
    }

    /// <summary>Returns the JSON object.</summary>
    public string ToJson()
    {
        var outcome = Outcome == TurnOutcome.Completed ? "completed" : "interrupted";
        return $$"""{"turn_id":{{JsonText.Quote(TurnId.Value)}},"outcome":"{{outcome}}"}""";
    }
}
