using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>What a backup generation says of itself, in a member of its own: <c>backup_generation</c>. No other
/// document has it.</summary>
/// <param name="Reason">Why it was kept; <see langword="null"/> where another program kept it.</param>
/// <param name="KeptAt">When, by the wall clock; <see langword="null"/> where another program kept it.</param>
/// <param name="ContentCrc">The checksum of its messages, each followed by a line feed.</param>
/// <param name="AcknowledgedAt">When a person said that the loss was meant, if one did.</param>
internal sealed record GenerationStamp(
    string? Reason, DateTimeOffset? KeptAt, uint? ContentCrc, DateTimeOffset? AcknowledgedAt)
{
    public const string MemberName = "backup_generation";

    /// <summary>Reads a stamp.</summary>
    /// <param name="json">The raw value; empty when there is none.</param>
    public static GenerationStamp? Read(ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'{', ..]) return null;

        return new(
            JsonValue.AsString(JsonMembers.Find(json, "reason"u8)),
            JsonValue.AsInstant(JsonMembers.Find(json, "kept_at"u8)),
            JsonValue.AsCrc(JsonMembers.Find(json, "content_crc"u8)),
            JsonValue.AsInstant(JsonMembers.Find(json, "acknowledged_at"u8)));
    }

    public string ToJson()
    {
        var reason = Reason is null ? "null" : JsonText.Quote(Reason);
        var crc = ContentCrc is { } value ? string.Create(CultureInfo.InvariantCulture, $"\"{value:x8}\"") : "null";
        return $"{{\"reason\":{reason},\"kept_at\":{Instant(KeptAt)},\"content_crc\":{crc},"
            + $"\"acknowledged_at\":{Instant(AcknowledgedAt)}}}";
    }

    private static string Instant(DateTimeOffset? instant) =>
        instant is { } value ? JsonValue.FromInstant(value) : "null";
}
