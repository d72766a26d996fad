using System.Buffers;
using System.Text.Unicode;

namespace SessionPersistence.Documents;

/// <summary>A session on its own, to be carried from one store to another: its attributes and its messages, and nothing
/// of the store's own account.</summary>
/// <remarks>
/// One JSON object: <c>session_id</c>, <c>format</c> (<c>portable-1</c>), the attributes under the names of a document,
/// <c>messages</c> with one message per line. Without a life it is a document that any store can also adopt.
/// </remarks>
internal static class PortableDocument
{
    private const string Format = "portable-1";
    private const string AnyFormat = "portable-";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Writes a session.</summary>
    public static ReadOnlyMemory<byte> Write(SessionMetadata metadata, IReadOnlyList<SessionMessage> messages)
    {
        var members = SessionHead.ToMembers(metadata, metadata.CreatedAt, metadata.UpdatedAt);
        var buffer = new ArrayBufferWriter<byte>();
        JsonText.WriteText(
            buffer, $"{{\n  \"session_id\": {JsonText.Quote(metadata.Id.Value)},\n  \"format\": \"{Format}\"");
        foreach (var (name, rawValue) in MemberOrder.BeforeMessages(members)) DocumentWriter.WriteMember(
            buffer, name, rawValue.Span);
        DocumentWriter.WriteMessages(buffer, [.. messages.Select(message => message.Utf8Json)]);
        buffer.Write("\n}\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a session; also from a document of a store, or of hermes-webui. Of two times of which it lacks
    /// one, that is the other.</summary>
    /// <exception cref="SessionImportException">It is none.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it.</exception>
    public static NewSession Read(ReadOnlyMemory<byte> file)
    {
        var json = file.Span.StartsWith(ByteOrderMark) ? file[ByteOrderMark.Length..] : file;
        if (!Utf8.IsValid(json.Span)) throw new SessionImportException("It is not valid UTF-8.");

        var scanner = new OutlineScanner(json, JsonDialect.Tolerant);
        if (scanner.ReadWhole() is not { } outline)
        {
            var offset = file.Length - json.Length + scanner.FaultOffset;
            throw new SessionImportException(
                $"It is not one JSON object: it stops being one at byte {offset}.", offset);
        }

        ThrowIfNewer(outline.Members);
        if (outline.Form != MessagesForm.List) throw new SessionImportException("It has no list of 'messages'.");

        // The id is whatever the importer says; the head only has to have one.
        var head = new SessionHead { Id = SessionId.New(),
            Members = outline.Members.Select(value => JsonText.Compact(value.Span)) };
        return NewSession.Of(head.ToMetadata()) with
        {
            CreatedAt = Said(head.CreatedAt) ?? Said(head.UpdatedAt),
            UpdatedAt = Said(head.UpdatedAt),
            Messages = [.. outline.Messages.Select(Message)],
        };
    }

    // Other programs write 0 for a time that they do not know.
    private static DateTimeOffset? Said(DateTimeOffset instant) =>
        instant == DateTimeOffset.UnixEpoch ? null : instant;

    private static void ThrowIfNewer(MemberList members)
    {
        var account = DocumentBookkeeping.Of(members);
        if (account.IsNewer)
            throw new UnsupportedFormatException("the imported document", account.Format.GetValueOrDefault());
        if (members.Find("format") is not { } raw || JsonValue.AsString(raw.Span) is not { } format) return;
        if (!format.StartsWith(AnyFormat, StringComparison.Ordinal) || format == Format) return;

        throw long.TryParse(format.AsSpan(AnyFormat.Length), out var number)
            ? new UnsupportedFormatException("the imported document", number)
            : new SessionImportException("Its format is unknown.");
    }

    private static SessionMessage Message(ReadOnlyMemory<byte> item, int index)
    {
        try
        {
            return SessionMessage.Parse(JsonText.Compact(item.Span));
        }
        catch (FormatException e)
        {
            throw new SessionImportException($"Message {index} cannot be read: {e.Message}");
        }
    }
}
