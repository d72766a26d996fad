namespace SessionPersistence.Documents;

/// <summary>A turn that has ended, as a document's head remembers it:
/// <c>{"turn_id":"..","outcome":"completed","input_digest":"..."}</c>.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="InputDigest">The digest of its input; 0, and not written, where that is not known.</param>
internal readonly record struct EndedTurn(TurnId TurnId, TurnOutcome Outcome, ulong InputDigest = 0)
{
    /// <summary>Reads the JSON object; what is none, or names no turn or an unknown outcome, is
    /// <see langword="null"/>.</summary>
    public static EndedTurn? Read(ReadOnlySpan<byte> json)
    {
        if (!TurnId.TryParse(JsonValue.AsString(JsonMembers.Find(json, "turn_id"u8)), out var turnId)) return null;

        var input = OpenTurnHead.DigestIn(json);
        return JsonValue.AsString(JsonMembers.Find(json, "outcome"u8)) switch
        {
            "completed" => new(turnId, TurnOutcome.Completed, input),
            "interrupted" => new(turnId, TurnOutcome.Interrupted, input),
            _ => null,
        };
    }

    /// <summary>Returns the JSON object.</summary>
    public string ToJson()
    {
        var outcome = Outcome == TurnOutcome.Completed ? "completed" : "interrupted";
        var input = OpenTurnHead.DigestMember(InputDigest);
        return $$"""{"turn_id":{{JsonText.Quote(TurnId.Value)}},"outcome":"{{outcome}}"{{input}}}""";
    }
}
