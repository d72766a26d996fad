using System.Buffers;
using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>Writes documents: format 1.</summary>
/// <remarks>
/// One JSON object; each top-level member on a line, each message on a line, <c>\n</c> only. The order is that of
/// <see cref="MemberOrder"/>; the end is a <see cref="DocumentTrailer"/>. Messages are copied as bytes.
/// </remarks>
internal static class DocumentWriter
{
    /// <summary>The format that is written, and the only one that is read.</summary>
    public const int Format = 1;

    private const int HeadCapacity = 1024;
    private const int LineOverhead = 16;

    private static ReadOnlySpan<byte> StartOfMessages => ",\n  \"messages\": ["u8;

    /// <summary>Writes a document into one buffer.</summary>
    /// <param name="head">The head, with a life and a revision; its message count is not looked at.</param>
    /// <param name="messages">Well-formed JSON, one text each, as a <see cref="SessionMessage"/> or a
    /// <see cref="SessionDocument"/> has them.</param>
    /// <exception cref="ArgumentException">The head is a foreign or a partial one.</exception>
    public static WrittenDocument Write(SessionHead head, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(messages);
        if (head.IsPartial) throw new ArgumentException(
            "Members would be lost: only the start of the document was read.", nameof(head));

        var buffer = new ArrayBufferWriter<byte>(CapacityFor(head, messages));
        WriteHead(buffer, head, messages.Count);
        var start = buffer.WrittenCount;
        WriteLines(buffer, messages, before: 0);
        var end = buffer.WrittenCount;
        buffer.Write(EndOfMessages(messages.Count));
        foreach (var (name, rawValue) in MemberOrder.BehindMessages(head.Members)) WriteMember(
            buffer, name, rawValue.Span);
        return Seal(buffer, head, messages.Count, start, end);
    }

    /// <summary>Writes a document that takes over the messages of another one, and what lies behind them, byte for
    /// byte.</summary>
    /// <param name="head">The new head, with a life and a revision; of its members only those before the messages are
    /// written.</param>
    /// <param name="written">Where everything lies in the other document.</param>
    /// <param name="bytes">The bytes of the other document, verified.</param>
    /// <param name="added">The messages that follow.</param>
    public static WrittenDocument Extend(
        SessionHead head, DocumentLayout written, ReadOnlySpan<byte> bytes, IReadOnlyList<ReadOnlyMemory<byte>> added)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(added);

        var count = written.MessageCount + added.Count;
        var buffer = new ArrayBufferWriter<byte>(checked(CapacityFor(head, added) + bytes.Length));
        WriteHead(buffer, head, count);
        var start = buffer.WrittenCount;
        buffer.Write(bytes[written.MessagesStart..written.MessagesEnd]);
        WriteLines(buffer, added, before: written.MessageCount);
        var end = buffer.WrittenCount;
        buffer.Write(EndOfMessages(count));
        buffer.Write(bytes[written.BehindStart..written.BehindEnd]);
        return Seal(buffer, head, count, start, end);
    }

    /// <summary>Returns what stands between the last message and the members behind.</summary>
    public static ReadOnlySpan<byte> EndOfMessages(int count) => count == 0 ? "]"u8 : "\n  ]"u8;

    private static WrittenDocument Seal(
        ArrayBufferWriter<byte> buffer, SessionHead head, int messageCount, int start, int end)
    {
        var crc = DocumentTrailer.Write(buffer, Crc32C.Compute(buffer.WrittenSpan));
        return new(buffer.WrittenMemory, new(head.Life!, messageCount, start, end, buffer.WrittenCount, crc));
    }

    private static int CapacityFor(SessionHead head, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        long capacity = HeadCapacity + (SessionHead.MaxRecentTurns * (TurnId.MaxLength + 96));
        foreach (var (name, rawValue) in head.Members) capacity += name.Length + rawValue.Length + LineOverhead;
        for (var i = 0; i < messages.Count; i++) capacity += messages[i].Length + LineOverhead;
        return checked((int)capacity);
    }

    private static void WriteHead(ArrayBufferWriter<byte> buffer, SessionHead head, int messageCount)
    {
        if (!SessionHead.IsLife(head.Life) || head.Revision < 1)
            throw new ArgumentException("A document is written with a life and a revision.", nameof(head));

        WriteAccount(buffer, head, messageCount);
        foreach (var (name, rawValue) in MemberOrder.BeforeMessages(head.Members)) WriteMember(
            buffer, name, rawValue.Span);
        buffer.Write(StartOfMessages);
    }

    private static void WriteAccount(ArrayBufferWriter<byte> buffer, SessionHead head, int messageCount)
    {
        JsonText.WriteText(buffer, $"{{\n  \"session_id\": {JsonText.Quote(head.Id.Value)}");
        JsonText.WriteText(buffer, $",\n  \"format\": {Format}");
        JsonText.WriteText(buffer, $",\n  \"life\": \"{head.Life}\"");
        JsonText.WriteText(buffer, string.Create(CultureInfo.InvariantCulture, $",\n  \"revision\": {head.Revision}"));
        JsonText.WriteText(
            buffer, string.Create(CultureInfo.InvariantCulture, $",\n  \"message_count\": {messageCount}"));
        JsonText.WriteText(buffer, $",\n  \"open_turn\": {head.OpenTurn?.ToJson() ?? "null"}");
        JsonText.WriteText(
            buffer, $",\n  \"recent_turns\": [{string.Join(',', head.RecentTurns.Select(turn => turn.ToJson()))}]");
        if (head.RecentWrites.Length > 0)
            JsonText.WriteText(buffer, $",\n  \"recent_writes\": {MessageRun.ToJson(head.RecentWrites)}");
        if (head.Generation is { } stamp)
            JsonText.WriteText(buffer, $",\n  \"{GenerationStamp.MemberName}\": {stamp.ToJson()}");
    }

    /// <summary>Writes a member on a line of its own, behind others.</summary>
    public static void WriteMember(ArrayBufferWriter<byte> buffer, string name, ReadOnlySpan<byte> rawValue)
    {
        buffer.Write(",\n  "u8);
        JsonText.WriteText(buffer, JsonText.Quote(name));
        buffer.Write(": "u8);
        JsonText.WriteOnOneLine(buffer, rawValue);
    }

    /// <summary>Writes the messages, one on each line, behind other members.</summary>
    public static void WriteMessages(ArrayBufferWriter<byte> buffer, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        buffer.Write(StartOfMessages);
        WriteLines(buffer, messages, before: 0);
        buffer.Write(EndOfMessages(messages.Count));
    }

    private static void WriteLines(
        ArrayBufferWriter<byte> buffer, IReadOnlyList<ReadOnlyMemory<byte>> messages, int before)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            buffer.Write(before + i == 0 ? "\n    "u8 : ",\n    "u8);
            JsonText.WriteOnOneLine(buffer, messages[i].Span);
        }
    }
}
