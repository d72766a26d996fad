using System.Globalization;
using SessionPersistence.Documents;
using SessionPersistence.Recovery;

namespace SessionPersistence.Hermes;

/// <summary>Reads the members by which a session file of the reference calls a turn under way.</summary>
internal static class HermesPending
{
    /// <inheritdoc cref="IForeignDialect.Idle"/>
    public static MemberList Idle { get; } = MemberList.Create(
    [
        ("active_stream_id", JsonText.Bytes("null")),
        ("pending_user_message", JsonText.Bytes("null")),
        ("pending_attachments", JsonText.Bytes("[]")),
        ("pending_started_at", JsonText.Bytes("null")),
        ("pending_user_source", JsonText.Bytes("null")),
    ]);

    /// <inheritdoc cref="IForeignDialect.FindPending"/>
    /// <remarks>As in the reference: a prompt and a stream. A snapshot from before a compaction is a copy, and its turn
    /// is elsewhere.</remarks>
    public static ForeignPending? Find(MemberList members)
    {
        if (Text("active_stream_id") is not { } stream || Text("pending_user_message") is null) return null;
        if (members.Find("pre_compression_snapshot") is { } snapshot && JsonValue.AsBoolean(snapshot.Span) == true)
            return null;

        return new(stream, new(members.Find("pending_user_message")!.Value, Attachments(), Seconds()));

        string? Text(string name) => members.Find(name) is { } raw && JsonValue.AsString(raw.Span) is { } text
            && !string.IsNullOrWhiteSpace(text) ? text : null;
        ReadOnlyMemory<byte> Attachments() =>
            members.Find("pending_attachments") is { Span: [(byte)'[', _, _, ..] } some ? some : default;
        double Seconds() => members.Find("pending_started_at") is { } raw
            && double.TryParse(raw.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? ForeignPrompt.UsableSeconds(seconds) : 0;
    }
}
