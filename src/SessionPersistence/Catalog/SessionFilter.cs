using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>Decides which sessions a query lists, from the raw members: without allocating for those that it leaves
/// out.</summary>
internal sealed class SessionFilter(SessionQuery query)
{
    private readonly RawText? _workspace = RawText.Of(query.Workspace);
    private readonly RawText? _parent = RawText.Of(query.Parent?.Value);

    public bool Passes(ListedSession session) =>
        (query.UpdatedSince is not { } since || session.UpdatedAt >= since)
        && (query.Archived is not { } archived || (JsonValue.AsBoolean(session.Find("archived")) ?? false) == archived)
        && (_workspace is null || _workspace.Is(session.Find("workspace")))
        && (_parent is null || _parent.Is(session.Find("parent_session_id")))
        && !(query.HideEmpty && IsEmpty(session));

    private static bool IsEmpty(ListedSession session) =>
        session.MessageCount == 0
        && !session.IsFaulted
        && !session.HasOpenTurn
        && (!IsText(session.Find("title")) || session.Find("title").SequenceEqual("\"Untitled\""u8))
        && !IsText(session.Find("pending_user_message"))
        && !IsText(session.Find("worktree_path"))
        && !IsDraft(session.Find("composer_draft"));

    private static bool IsDraft(ReadOnlySpan<byte> value) =>
        IsText(JsonMembers.Find(value, "text"u8)) || new JsonItems(JsonMembers.Find(value, "files"u8)).MoveNext();

    private static bool IsText(ReadOnlySpan<byte> value) => value is [(byte)'"', _, _, ..];

    /// <summary>A text to compare raw JSON strings with.</summary>
    private sealed class RawText(string text)
    {
        private readonly ReadOnlyMemory<byte> _quoted = JsonText.Bytes(JsonText.Quote(text));

        public static RawText? Of(string? text) => text is null ? null : new(text);

        // Other writers may escape what need not be.
        public bool Is(ReadOnlySpan<byte> value) =>
            value.SequenceEqual(_quoted.Span) || (value.Contains((byte)'\\') && JsonValue.AsString(value) == text);
    }
}
