using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>Makes the members that mark a clear, a compaction or a cut of this store in a document that came from
/// hermes-webui.</summary>
/// <remarks>
/// Removed text does not stay in what the model is sent: <c>context_messages</c> goes with it, and what a clear leaves
/// are all the keys that one of hermes-webui leaves. Each loss gets a generation of its own, so that the backup of it
/// never carries the same one.
/// </remarks>
internal static class HermesShrinkMembers
{
    // One of these is in every document of the reference, and no other program writes any.
    private static readonly string[] Signs =
        ["active_stream_id", "pending_user_message", "context_messages", "truncation_watermark", "clear_generation",
            "intentional_shrink_generation"];

    public static MemberList Describing { get; } = Of(
        ("context_messages", "[]"),
        ("tool_calls", "[]"),
        ("anchor_scene_index", "{}"),
        ("anchor_activity_scenes", "{}"),
        ("truncation_watermark", "null"),
        ("truncation_boundary", "null"),
        ("clear_generation", "null"),
        ("intentional_shrink_generation", "null"),
        ("compression_anchor_visible_idx", "null"),
        ("compression_anchor_message_key", "null"),
        ("compression_anchor_summary", "null"),
        ("compression_anchor_engine", "null"),
        ("compression_anchor_mode", "null"),
        ("compression_anchor_details", "{}"));

    /// <inheritdoc cref="IShrinkMarkers.MembersFor"/>
    public static MemberList For(
        RewriteReason reason, SessionHead before, IReadOnlyList<ReadOnlyMemory<byte>> after, int kept)
    {
        if (Signs.All(name => before.Members.Find(name) is null)) return MemberList.Empty;

        return reason switch
        {
            RewriteReason.Clear => Cleared(before),
            RewriteReason.Compaction => Compacted(before, after),
            _ => Cut(after, kept),
        };
    }

    private static MemberList Cleared(SessionHead before)
    {
        var members = Of(
            ("active_stream_id", "null"),
            ("pending_user_message", "null"),
            ("pending_attachments", "[]"),
            ("pending_started_at", "null"),
            ("pending_user_source", "null"),
            ("truncation_watermark", "0.0"),
            ("truncation_boundary", "0.0"),
            ("clear_generation", NewGeneration()));
        return WithoutCards(members, before);
    }

    private static MemberList Compacted(SessionHead before, IReadOnlyList<ReadOnlyMemory<byte>> after)
    {
        var watermark = WatermarkOf(after, after.Count);
        var members = Of(
            ("compression_anchor_visible_idx", after.Count == 0 ? "null" : JsonValue.FromInteger(after.Count - 1)),
            ("compression_anchor_message_key", after.Count == 0 ? "null" : HermesAnchor.KeyOf(after[^1].Span)),
            ("compression_anchor_summary", after.Count == 0 ? "null" : HermesAnchor.SummaryOf(after[0].Span)),
            ("compression_anchor_mode", "\"manual\""),
            ("compression_anchor_details", "{}"),
            ("truncation_watermark", watermark),
            ("truncation_boundary", watermark),
            ("intentional_shrink_generation", NewGeneration()));
        return WithoutCards(members, before);
    }

    private static MemberList Cut(IReadOnlyList<ReadOnlyMemory<byte>> after, int kept)
    {
        var watermark = WatermarkOf(after, kept);
        return Of(
            ("truncation_watermark", watermark),
            ("truncation_boundary", watermark),
            ("intentional_shrink_generation", NewGeneration()),
            ("context_messages", "[]"));
    }

    // The cards of tool calls name their messages by index, and scenes hold their text.
    private static MemberList WithoutCards(MemberList members, SessionHead before)
    {
        members = members.With("context_messages", JsonText.Bytes("[]"));
        if (before.Members.Find("tool_calls") is not null) members = members.With("tool_calls", JsonText.Bytes("[]"));
        foreach (var scenes in new[] { "anchor_scene_index", "anchor_activity_scenes" })
        {
            if (before.Members.Find(scenes) is not null) members = members.With(scenes, JsonText.Bytes("{}"));
        }

        return members;
    }

    // Rows of its database that are newer are deleted history; the number goes through as it is, because a rounded one
    // would cut off the row itself.
    private static string WatermarkOf(IReadOnlyList<ReadOnlyMemory<byte>> messages, int count)
    {
        if (count == 0) return "0.0";

        var raw = JsonMembers.Find(messages[count - 1].Span, "timestamp"u8);
        if (raw is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..]) return System.Text.Encoding.UTF8.GetString(raw);

        return JsonValue.AsInstant(raw) is { } instant ? JsonValue.FromInstant(instant) : "0.0";
    }

    private static string NewGeneration() => $"\"{Guid.NewGuid():N}\"";

    private static MemberList Of(params (string Name, string RawValue)[] members) =>
        MemberList.Create([.. members.Select(member => (member.Name, JsonText.Bytes(member.RawValue)))]);
}
