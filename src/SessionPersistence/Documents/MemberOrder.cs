using System.Collections.Frozen;

namespace SessionPersistence.Documents;

/// <summary>Where each top-level member of a document stands.</summary>
/// <remarks>
/// First what the store keeps account of, then metadata in the order that other programs on the same directory write,
/// then <c>messages</c>, then what may be large or is unknown here, in the order in which it came.
/// </remarks>
internal static class MemberOrder
{
    private static readonly string[] Reserved =
        ["session_id", "format", "life", "revision", "message_count", "open_turn", "recent_turns",
            "recent_writes", GenerationStamp.MemberName, "messages", "_crc"];

    private static readonly string[] Metadata =
    [
        "title", "workspace", "created_workspace", "model", "model_provider", "model_explicit_pick_signature",
        "created_at", "updated_at", "pinned", "archived", "project_id", "profile", "input_tokens", "output_tokens",
        "estimated_cost", "cache_read_tokens", "cache_write_tokens", "personality", "active_stream_id",
        "pending_user_message", "pending_attachments", "pending_started_at", "pending_user_source",
        "compression_anchor_visible_idx", "compression_anchor_message_key", "compression_anchor_summary",
        "pre_compression_snapshot", "context_engine", "compression_anchor_engine", "compression_anchor_mode",
        "compression_anchor_details", "context_engine_state", "context_length", "threshold_tokens",
        "last_prompt_tokens", "post_compression_context_tokens_estimate", "compression_recovery",
        "recommended_recovery_action", "compression_recovery_source_session_id", "compression_recovery_action",
        "truncation_watermark", "truncation_boundary", "clear_generation", "intentional_shrink_generation",
        "gateway_routing", "gateway_routing_history", "llm_title_generated", "manual_title", "parent_session_id",
        "worktree_path", "worktree_repo_root", "worktree_branch", "worktree_created_at", "is_cli_session", "source_tag",
        "raw_source", "session_source", "source_label", "read_only", "enabled_toolsets", "composer_draft",
        "process_wakeup_pause", "share_token", "share_created_at", "anchor_scene_index", "properties",
    ];

    private static readonly string[] AfterMessages = ["tool_calls", "anchor_activity_scenes", "context_messages"];

    private static readonly FrozenDictionary<string, (int Rank, string Name)> Known = Reserved
        .Select((name, _) => (Rank: ReservedRank, name))
        .Concat(Metadata.Select((name, index) => (Rank: index, name)))
        .Concat(AfterMessages.Select((name, index) => (Rank: FirstRankAfterMessages + index, name)))
        .ToFrozenDictionary(known => known.name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (int Rank, string Name)>.AlternateLookup<ReadOnlySpan<char>>
        KnownBySpan = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private const int ReservedRank = -1;
    private const int FirstRankAfterMessages = 1000;
    private const int UnknownRank = 2000;

    /// <summary>Whether the document itself says this, from the fields of its head, so that no other member can have
    /// the name.</summary>
    public static bool IsReserved(string name) => RankOf(name) == ReservedRank;

    /// <summary>Whether the member is known metadata, which stands before <c>messages</c>.</summary>
    public static bool IsMetadata(string name) => RankOf(name) is >= 0 and < FirstRankAfterMessages;

    /// <summary>Puts the members that stand before <c>messages</c> in order, without the reserved ones.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> RawValue)> BeforeMessages(MemberList members) =>
        members.Where(member => IsMetadata(member.Name)).OrderBy(member => RankOf(member.Name));

    /// <summary>Puts the members that stand after <c>messages</c> in order, without the reserved ones.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> RawValue)> BehindMessages(MemberList members) =>
        members.Where(member => RankOf(member.Name) >= FirstRankAfterMessages).OrderBy(member => RankOf(member.Name));

    /// <summary>Reads a raw member name; of a known name there is one string for all documents.</summary>
    /// <param name="rawName">A well-formed JSON string, with its quotes.</param>
    public static string NameOf(ReadOnlySpan<byte> rawName)
    {
        const int longest = 64;
        Span<char> text = stackalloc char[longest];
        if (rawName.Length <= longest && !rawName.Contains((byte)'\\')
            && System.Text.Encoding.UTF8.TryGetChars(rawName[1..^1], text, out var length)
            && KnownBySpan.TryGetValue(text[..length], out var known))
        {
            return known.Name;
        }

        return JsonText.UnquoteExactly(rawName);
    }

    private static int RankOf(string name) => Known.TryGetValue(name, out var known) ? known.Rank : UnknownRank;
}
