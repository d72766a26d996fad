using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>The open turn as a document's head tells it:
/// <c>{"turn_id":..,"stream_id":..,"started_at":..,"input_digest":".."}</c>.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="StreamId">The host's name for the stream of the answer, if it gave one.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="InputDigest">The digest of its input (<see cref="SpokenMessage"/>); 0, and not written, where that is
/// not known.</param>
internal sealed record OpenTurnHead(
    TurnId TurnId, string? StreamId, DateTimeOffset StartedAt, ulong InputDigest = 0)
{
    private const string DigestName = "input_digest";

    /// <summary>Reads the JSON object; what is none, or names no turn, is <see langword="null"/>.</summary>
    public static OpenTurnHead? Read(ReadOnlySpan<byte> json)
    {
        if (!TurnId.TryParse(JsonValue.AsString(JsonMembers.Find(json, "turn_id"u8)), out var turnId)) return null;

        var streamId = JsonValue.AsString(JsonMembers.Find(json, "stream_id"u8));
        return new(
            turnId, streamId, JsonValue.AsInstant(JsonMembers.Find(json, "started_at"u8)) ?? DateTimeOffset.UnixEpoch,
            DigestIn(json));
    }

    /// <summary>Reads the digest of an input out of a JSON object; 0 where it has none.</summary>
    public static ulong DigestIn(ReadOnlySpan<byte> json) =>
        JsonValue.AsString(JsonMembers.Find(json, "input_digest"u8)) is { Length: 16 } text
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digest)
            ? digest
            : 0;

    /// <summary>Returns the member of a digest, behind others; nothing where it is not known.</summary>
    public static string DigestMember(ulong digest) => digest == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $",\"{DigestName}\":\"{digest:x16}\"");

    /// <summary>Returns the JSON object.</summary>
    public string ToJson()
    {
        var streamId = StreamId is null ? "null" : JsonText.Quote(StreamId);
        var startedAt = JsonValue.FromInstant(StartedAt);
        var turnId = JsonText.Quote(TurnId.Value);
        var input = DigestMember(InputDigest);
        return $$"""{"turn_id":{{turnId}},"stream_id":{{streamId}},"started_at":{{startedAt}}{{input}}}""";
    }
}
