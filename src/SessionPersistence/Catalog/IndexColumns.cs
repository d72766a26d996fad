using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>The columns that the index of hermes-webui has, in its order. What a document does not say has the value
/// that hermes-webui would give it.</summary>
internal static class IndexColumns
{
    private const string Null = "null", False = "false", Zero = "0", NoObject = "{}", NoArray = "[]";

    /// <summary>Gets the columns behind <c>session_id</c>; one whose value is <see langword="null"/> is left out of the
    /// row.</summary>
    public static IReadOnlyList<(string Name, Func<SessionHead, ReadOnlyMemory<byte>?> ValueOf)> All { get; } =
    [
        Member("title", "\"Untitled\""), Member("workspace", Null), Member("model", Null),
        Member("model_provider", Null),
        ("message_count", head => Number(Math.Max(head.MessageCount, HasPending(head) ? 1 : 0))),
        ("created_at", head => Instant(head.CreatedAt)), ("updated_at", head => Instant(head.UpdatedAt)),
        ("last_message_at", LastMessageAt),
        Member("pinned", False), Member("archived", False), Member("project_id", Null), Member("profile", Null),
        Member("input_tokens", Zero), Member("output_tokens", Zero), Member("estimated_cost", Null),
        Member("cache_read_tokens", Zero), Member("cache_write_tokens", Zero), Unknown("cache_hit_percent"),
        Member("personality", Null), Member("compression_anchor_visible_idx", Null),
        Member("compression_anchor_message_key", Null), Member("compression_anchor_summary", Null),
        Member("pre_compression_snapshot", False), Member("context_engine", Null),
        Member("compression_anchor_engine", Null), Member("compression_anchor_mode", Null),
        Member("compression_anchor_details", NoObject), Member("context_engine_state", NoObject),
        Member("context_length", Null), Member("threshold_tokens", Null), Member("last_prompt_tokens", Null),
        Member("post_compression_context_tokens_estimate", Null), Member("compression_recovery", NoObject),
        Member("recommended_recovery_action", Null), Member("gateway_routing", Null),
        Member("gateway_routing_history", NoArray), Member("manual_title", False), IfSet("parent_session_id"),
        ("created_workspace",
            head => head.Members.Find("created_workspace") ?? head.Members.Find("workspace") ?? JsonText.Bytes(Null)),
        IfSet("worktree_path"), OfWorktree("worktree_branch"), OfWorktree("worktree_repo_root"),
        OfWorktree("worktree_created_at"), IfSet("compression_recovery_source_session_id"),
        IfSet("compression_recovery_action"), Unknown("user_message_count"), Member("active_stream_id", Null),
        Member("pending_user_message", Null),
        ("has_pending_user_message", head => JsonText.Bytes(HasPending(head) ? "true" : False)),
        Member("is_cli_session", False), Member("source_tag", Null), Member("raw_source", Null),
        Member("session_source", Null), Member("source_label", Null), Member("read_only", False),
        Member("enabled_toolsets", Null), Member("composer_draft", NoObject), Member("process_wakeup_pause", NoObject),
        Member("share_token", Null), Member("share_created_at", Null),
        ("is_streaming", _ => JsonText.Bytes(False)),
    ];

    private static readonly FrozenDictionary<string, ReadOnlyMemory<byte>>.AlternateLookup<ReadOnlySpan<char>>
        OfAnEmptyDocument = All
        .Select(column => (column.Name, Value: column.ValueOf(new SessionHead { Id = SessionId.New() })))
        .Where(column => column.Value is not null && column.Name != "title")
        .ToFrozenDictionary(column => column.Name, column => column.Value!.Value, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a column need not be kept to write its row again: it says what it says of an empty document, or
    /// what another column says.</summary>
    public static bool SaysNothing(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("last_message_at"u8) || name.SequenceEqual("crc"u8)) return true;

        const int longest = 64;
        Span<char> text = stackalloc char[longest];
        return Encoding.UTF8.TryGetChars(name, text, out var length)
            && OfAnEmptyDocument.TryGetValue(text[..length], out var silent)
            && value.SequenceEqual(silent.Span);
    }

    /// <summary>Whether a session has a prompt of another program that was not answered.</summary>
    public static bool HasPending(SessionHead head) => IsSet(head, "pending_user_message");

    /// <summary>Whether a member has a value.</summary>
    public static bool IsSet(SessionHead head, string name) =>
        head.Members.Find(name) is { } value && !value.Span.SequenceEqual("null"u8)
            && !value.Span.SequenceEqual("\"\""u8);

    private static (string, Func<SessionHead, ReadOnlyMemory<byte>?>) Member(string name, string otherwise)
    {
        var value = JsonText.Bytes(otherwise);
        return (name, head => head.Members.Find(name) ?? value);
    }

    private static (string, Func<SessionHead, ReadOnlyMemory<byte>?>) IfSet(string name) =>
        (name, head => IsSet(head, name) ? head.Members.Find(name) : null);

    private static (string, Func<SessionHead, ReadOnlyMemory<byte>?>) OfWorktree(string name) =>
        (name, head => IsSet(head, "worktree_path")
            ? head.Members.Find(name) ?? JsonText.Bytes(Null)
            : default(ReadOnlyMemory<byte>?));

    // What only the messages say: nobody reads them for a list.
    private static (string, Func<SessionHead, ReadOnlyMemory<byte>?>) Unknown(string name) =>
        (name, _ => JsonText.Bytes(Null));

    private static ReadOnlyMemory<byte>? LastMessageAt(SessionHead head)
    {
        var begun = HasPending(head) ? head.Members.Find("pending_started_at") : null;
        return Instant(begun is { } raw ? JsonValue.AsInstant(raw.Span) ?? head.UpdatedAt : head.UpdatedAt);
    }

    private static ReadOnlyMemory<byte> Number(long value) =>
        JsonText.Bytes(value.ToString(CultureInfo.InvariantCulture));

    private static ReadOnlyMemory<byte> Instant(DateTimeOffset instant) =>
        JsonText.Bytes(JsonValue.FromInstant(instant));
}
