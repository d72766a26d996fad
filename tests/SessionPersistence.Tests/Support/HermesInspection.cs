using System.Text.RegularExpressions;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SessionPersistence.Tests.Support;

/// <summary>What hermes-webui would do with a document and its backup at its next start, by its rules and none of the
/// library's code.</summary>
internal static partial class HermesInspection
{
    public const string Restore = "restore";

    /// <summary>Returns <c>restore</c>, or why not.</summary>
    public static string Of(byte[] live, byte[] backup)
    {
        var (document, bak) = (JsonNode.Parse(live)!.AsObject(), JsonNode.Parse(backup)!.AsObject());
        if (Count(bak, "messages") <= Count(document, "messages")) return "no_action";
        if (IsCleared(document, bak)) return "intentional_clear_truncate";
        if (IsCompressed(document) && Predates(bak, document)) return "intentional_compress_shrink";

        return IsShrunk(document, bak) ? "intentional_message_shrink" : Restore;
    }

    private static bool IsCleared(JsonObject live, JsonObject bak)
    {
        if (Text(live, "clear_generation") is not { Length: > 0 } generation
            || Text(bak, "clear_generation") == generation) return false;
        if (!IsZero(live["truncation_watermark"]) || !IsZero(live["truncation_boundary"])) return false;
        if (Count(live, "messages") > 0) return true;

        string[] nulls = ["active_stream_id", "pending_user_message", "pending_started_at", "pending_user_source"];
        string[] lists = ["context_messages", "pending_attachments"];
        return nulls.All(name => live.ContainsKey(name) && live[name] is null)
            && lists.All(name => live[name] is JsonArray { Count: 0 });
    }

    private static bool IsCompressed(JsonObject live)
    {
        if (Text(live, "compression_anchor_mode")?.Trim().ToUpperInvariant() == "MANUAL") return true;
        if (live["context_messages"] is not JsonArray context || context.Count >= Count(live, "messages")) return false;

        var hasAnchor = !string.IsNullOrWhiteSpace(Text(live, "compression_anchor_summary"))
            && live["compression_anchor_message_key"] is not null;
        return hasAnchor || live["truncation_watermark"] is not null;
    }

    private static bool Predates(JsonObject bak, JsonObject live)
    {
        var context = bak["context_messages"] as JsonArray ?? [];
        var isMarked = context.Any(message => message!["content"]?.ToString().TrimStart()
            .StartsWith("[context compaction", StringComparison.OrdinalIgnoreCase) == true);
        return !isMarked && context.Count > ((live["context_messages"] as JsonArray)?.Count ?? 0);
    }

    private static bool IsShrunk(JsonObject live, JsonObject bak)
    {
        var (now, then) =
            (Text(live, "intentional_shrink_generation") ?? "", Text(bak, "intentional_shrink_generation"));
        return Generation().IsMatch(now) && (bak["intentional_shrink_generation"] is null
            || (then is not null && Generation().IsMatch(then) && then != now));
    }

    private static int Count(JsonObject document, string name) => (document[name] as JsonArray)?.Count ?? -1;

    private static string? Text(JsonObject document, string name) =>
        document[name] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static bool IsZero(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && node.GetValue<double>() == 0;

    [GeneratedRegex("^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$")]
    private static partial Regex Generation();
}
