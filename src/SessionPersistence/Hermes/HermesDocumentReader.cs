using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>Reads the session documents of hermes-webui, which are written by Python: almost JSON.</summary>
/// <remarks>
/// Takes what strict readers refuse: a byte order mark, <c>NaN</c> and the infinities (which become <c>null</c> as soon
/// as they are rewritten), CRLF, repeated members (the last counts), escaped lone surrogates, numbers of any size,
/// members in any order, any depth. Nothing recurses.
/// </remarks>
internal sealed class HermesDocumentReader : IForeignDocumentReader
{
    // With less in front of `messages`, the rest is needed. A writer that knows `anchor_scene_index` counts the
    // messages when it saves; before that, `message_count` is what a database said once.
    private static readonly string[] NeededInHead = ["session_id", "title", "created_at", "updated_at", "message_count",
        "anchor_scene_index"];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <inheritdoc/>
    public DocumentOutline? Read(ReadOnlyMemory<byte> file, out DocumentFault? fault)
    {
        var json = WithoutMark(file);
        var skipped = file.Length - json.Length;
        var scanner = new OutlineScanner(json, JsonDialect.Tolerant);
        var valid = JsonText.ValidUtf8Length(json.Span);
        fault = valid < json.Length ? Damaged(skipped + valid, "The file is not valid UTF-8") : null;
        if (fault is not null) return null;

        if (scanner.ReadWhole() is { } outline) return Normal(outline);

        fault = JsonText.IsValue(json.Span)
            ? new(DocumentFaultKind.ForeignFile, null, "The file is JSON, but not an object.")
            : Damaged(skipped + scanner.FaultOffset,
                scanner.FaultOffset == json.Length ? "The file is cut off" : "The file is not JSON");
        return null;
    }

    /// <inheritdoc/>
    public DocumentOutline? ReadHead(ReadOnlyMemory<byte> start) =>
        new OutlineScanner(WithoutMark(start), JsonDialect.Tolerant).ReadHead() is { } outline ? Normal(outline) : null;

    /// <inheritdoc/>
    public bool Suffices(DocumentOutline head) => NeededInHead.All(name => head.Members.Find(name) is not null);

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> file) =>
        file.Span.StartsWith(ByteOrderMark) ? file[ByteOrderMark.Length..] : file;

    private static DocumentOutline Normal(DocumentOutline outline)
    {
        var members = outline.Members;

        // Old documents name the session by `id` alone.
        if (members.Find("session_id") is null && outline.Form == MessagesForm.List && members.Find("id") is { } id
            && id.Span is [(byte)'"', ..])
        {
            members = members.With("session_id", id);
        }

        return new()
        {
            Members = members.Select(value => JsonText.Compact(value.Span)),
            Messages = outline.Messages,
            Form = outline.Form,
        };
    }

    private static DocumentFault Damaged(long offset, string what) =>
        new(DocumentFaultKind.Damaged, offset, $"{what} at byte {offset}.");
}
