namespace SessionPersistence.Documents;

/// <summary>The open turn as a document's head tells it:
/// <c>{"turn_id":..,"stream_id":..,"started_at":..}</c>.</summary>
internal sealed record OpenTurnHead(TurnId TurnId, string? StreamId, DateTimeOffset StartedAt)
{
    /// <summary>Reads the JSON object; what is none, or names no turn, is <see langword="null"/>.</summary>
    public static OpenTurnHead? Read(ReadOnlySpan<byte> json)
    {
        if (!TurnId.TryParse(JsonValue.AsString(JsonMembers.Find(json, "turn_id"u8)), out var turnId)) return null;

        var streamId = JsonValue.AsString(JsonMembers.Find(json, "stream_id"u8));
        return new(
            turnId, streamId, JsonValue.AsInstant(JsonMembers.Find(json, "started_at"u8)) ?? DateTimeOffset.UnixEpoch);
    }

    /// <summary>Returns the JSON object.</summary>
    public string ToJson()
    {
        var streamId = StreamId is null ? "null" : JsonText.Quote(StreamId);
        var startedAt = JsonValue.FromInstant(StartedAt);
        return $$"""{"turn_id":{{JsonText.Quote(TurnId.Value)}},"stream_id":{{streamId}},"started_at":{{startedAt}}}""";
    }
}
