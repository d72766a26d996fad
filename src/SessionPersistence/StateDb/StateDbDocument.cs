using System.Globalization;
using SessionPersistence.Documents;

namespace SessionPersistence.StateDb;

/// <summary>Makes a session of what a state database says of it: under the names, and with the defaults, that readers
/// of the reference's files expect.</summary>
internal static class StateDbDocument
{
    // What the database has no column for. `source` is 'webui' in every row that is read.
    private static readonly (string Name, string RawValue)[] Fixed =
    [
        ("model_provider", "null"), ("pinned", "false"), ("archived", "false"), ("project_id", "null"),
        ("profile", "null"),
        ("input_tokens", "0"), ("output_tokens", "0"), ("estimated_cost", "null"), ("personality", "null"),
        ("active_stream_id", "null"),
        ("pending_user_message", "null"), ("pending_attachments", "[]"), ("pending_started_at", "null"),
        ("compression_anchor_visible_idx", "null"), ("compression_anchor_message_key", "null"),
        ("compression_anchor_summary", "null"),
        ("context_length", "null"), ("threshold_tokens", "null"), ("last_prompt_tokens", "null"),
        ("compression_recovery", "{}"),
        ("recommended_recovery_action", "null"), ("compression_recovery_source_session_id", "null"),
        ("compression_recovery_action", "null"),
        ("gateway_routing", "null"), ("gateway_routing_history", "[]"), ("llm_title_generated", "false"),
        ("is_cli_session", "false"),
        ("source_tag", "\"webui\""), ("raw_source", "\"webui\""), ("session_source", "\"webui\""),
        ("source_label", "\"WebUI\""),
        ("enabled_toolsets", "null"), ("composer_draft", "{}"), ("tool_calls", "[]"),
        ("_recovered_from_state_db", "true"),
    ];

    /// <summary>Makes the head of a document of a new life.</summary>
    /// <param name="id">The session.</param>
    /// <param name="row">What its row says.</param>
    /// <param name="messages">Its messages.</param>
    public static SessionHead HeadOf(SessionId id, StateDbSession row, IReadOnlyList<ReadOnlyMemory<byte>> messages) =>
        new()
        {
            Id = id,
            Life = NewLife.Create(),
            Revision = 1,
            MessageCount = messages.Count,
            Members = MembersOf(row, messages),
        };

    private static MemberList MembersOf(StateDbSession row, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var startedAt = Time(row.StartedAt, row.StartedAtText) ?? "0"u8.ToArray();
        return MemberList.Create(
        [
            ("title", Text(string.IsNullOrEmpty(row.Title) ? "Recovered WebUI Session" : row.Title)),
            ("workspace", Text(row.Workspace ?? "")),
            ("model", Text(string.IsNullOrEmpty(row.Model) ? "unknown" : row.Model)),
            ("created_at", startedAt),
            ("updated_at", LastTime(messages) ?? startedAt),
            ("parent_session_id", Text(row.ParentSessionId)),
            ("worktree_path", TextOrNull(row.WorktreePath)),
            ("worktree_repo_root", TextOrNull(row.WorktreeRepoRoot)),
            ("worktree_branch", TextOrNull(row.WorktreeBranch)),
            ("worktree_created_at",
                Time(row.WorktreeCreatedAt, row.WorktreeCreatedAtText) ?? JsonText.Bytes("null")),
            .. Fixed.Select(member => (member.Name, JsonText.Bytes(member.RawValue))),
        ]);
    }

    // As it was written; a time of 0 is as good as none.
    private static ReadOnlyMemory<byte>? LastTime(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var time = messages.Count == 0 ? default : JsonMembers.Find(messages[^1].Span, "timestamp"u8);
        if (time is not [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..]) return null;
        if (JsonValue.AsInstant(time) is not { } instant || instant == DateTimeOffset.UnixEpoch) return null;

        return time.ToArray();
    }

    // A time of 0 is as good as none, and what is no number stays what it is.
    private static ReadOnlyMemory<byte>? Time(double? time, string? text)
    {
        if (time is { } number and not 0) return JsonText.Bytes(Digits(number));
        if (!string.IsNullOrEmpty(text)) return Text(text);

        return null;
    }

    private static string Digits(double number)
    {
        var digits = number.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny(".E") ? digits : digits + ".0";
    }

    private static ReadOnlyMemory<byte> TextOrNull(string? text) => Text(text is "" ? null : text);

    private static ReadOnlyMemory<byte> Text(string? text) =>
        JsonText.Bytes(text is null ? "null" : JsonText.Quote(text));
}
