using System.Globalization;
using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>How hermes-webui marks a clear, a compaction and a cut, so that its recovery does not undo them.</summary>
/// <remarks>
/// Its rules, in its order; each is asked only of a backup with more messages. What is malformed or in doubt is no
/// mark: then messages were lost. A mark that the backup carries as well was there before the loss, and explains
/// nothing.
/// </remarks>
internal sealed class HermesShrinkMarkers : IShrinkMarkers
{
    // An emptied session has all of these keys; one that misses a key was written by something else.
    private static readonly string[] NullWhenCleared = ["active_stream_id", "pending_user_message",
        "pending_started_at", "pending_user_source"];
    private static readonly string[] EmptyWhenCleared = ["context_messages", "pending_attachments"];
    private static readonly string[] ZeroWhenCleared = ["truncation_watermark", "truncation_boundary"];

    /// <inheritdoc/>
    public MemberList Describing => HermesShrinkMembers.Describing;

    /// <inheritdoc/>
    public IntentionalShrink? ReasonFor(SessionHead live, int liveMessages, SessionHead backup)
    {
        if (IsCleared(live, liveMessages, backup)) return IntentionalShrink.Clear;
        if (IsCompacted(live, liveMessages) && Predates(backup, live)) return IntentionalShrink.Compaction;

        return IsCut(live, backup) ? IntentionalShrink.Cut : null;
    }

    /// <inheritdoc/>
    public bool IsMarked(SessionHead live, int liveMessages) =>
        IsThere(Raw(live, "truncation_watermark")) || IsCompacted(live, liveMessages)
            || ReasonFor(live, liveMessages, new() { Id = live.Id }) is not null;

    /// <inheritdoc/>
    public MemberList MembersFor(
        RewriteReason reason, SessionHead before, IReadOnlyList<ReadOnlyMemory<byte>> after, int kept) =>
        HermesShrinkMembers.For(reason, before, after, kept);

    private static bool IsCleared(SessionHead live, int liveMessages, SessionHead backup)
    {
        if (TextOf(live, "clear_generation") is not { Length: > 0 } generation
            || TextOf(backup, "clear_generation") == generation) return false;

        return ZeroWhenCleared.All(name => IsZero(Raw(live, name)))
            && (liveMessages > 0 || (liveMessages == 0 && HasClearedShape(live)));
    }

    private static bool HasClearedShape(SessionHead live) =>
        NullWhenCleared.All(name => Raw(live, name).SequenceEqual("null"u8))
            && EmptyWhenCleared.All(name => CountOf(live, name) == 0);

    private static bool IsCompacted(SessionHead live, int liveMessages)
    {
        if (string.Equals(
            TextOf(live, "compression_anchor_mode")?.Trim(), "manual", StringComparison.OrdinalIgnoreCase)) return true;
        if (CountOf(live, "context_messages") is not { } context || context >= liveMessages) return false;

        var hasAnchor = HasText(Raw(live, "compression_anchor_summary"))
            && IsThere(Raw(live, "compression_anchor_message_key"));
        return hasAnchor || IsThere(Raw(live, "truncation_watermark"));
    }

    // The time cannot tell: both files are written in the same moment. A context that is compacted, or no longer, is
    // from after the compaction.
    private static bool Predates(SessionHead backup, SessionHead live) =>
        !HermesCompactionMark.IsIn(Raw(backup, "context_messages"))
        && (CountOf(backup, "context_messages") ?? 0) > (CountOf(live, "context_messages") ?? 0);

    private static bool IsCut(SessionHead live, SessionHead backup)
    {
        if (!IsGeneration(TextOf(live, "intentional_shrink_generation"))) return false;

        var before = Raw(backup, "intentional_shrink_generation");
        if (!IsThere(before)) return true;

        var text = TextOf(backup, "intentional_shrink_generation");
        return IsGeneration(text) && text != TextOf(live, "intentional_shrink_generation");
    }

    // A random UUID (version 4) in 32 digits of lower case.
    private static bool IsGeneration(string? text) =>
        text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower) && text[12] == '4'
            && text[16] is '8' or '9' or 'a' or 'b';

    private static ReadOnlySpan<byte> Raw(SessionHead head, string name) =>
        head.Members.Find(name) is { } value ? value.Span : default;

    private static bool IsThere(ReadOnlySpan<byte> raw) => !raw.IsEmpty && !raw.SequenceEqual("null"u8);

    // Exactly: two texts with lone surrogates are not the same because both have some.
    private static string? TextOf(SessionHead head, string name) =>
        Raw(head, name) is [(byte)'"', ..] text ? JsonText.UnquoteExactly(text) : null;

    // What Python takes for text that is not blank.
    private static bool HasText(ReadOnlySpan<byte> raw) =>
        raw is [(byte)'"', ..] ? !string.IsNullOrWhiteSpace(JsonText.UnquoteExactly(raw)) : HermesJson.IsTrue(raw);

    private static bool IsZero(ReadOnlySpan<byte> raw) =>
        raw.SequenceEqual("false"u8)
            || (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0);

    private static int? CountOf(SessionHead head, string name) => HermesJson.CountOf(Raw(head, name));
}
