using System.Buffers;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>Names the message at which a compaction ended, and the summary that it made, as hermes-webui
/// does.</summary>
internal static class HermesAnchor
{
    private const int MaxKeyText = 160;
    private const int MaxSummary = 320;

    /// <summary>Returns what tells a message from others: role, time, the start of its text, the number of
    /// attachments.</summary>
    public static string KeyOf(ReadOnlySpan<byte> message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JsonText.WriteText(buffer, "{");
        JsonText.WriteMember(buffer, "role", RawOf(JsonMembers.Find(message, "role"u8)));
        JsonText.WriteText(buffer, ",");
        JsonText.WriteMember(buffer, "ts", RawOf(TimeOf(message)));
        JsonText.WriteText(buffer, ",");
        JsonText.WriteMember(buffer, "text", JsonText.Quote(StartOf(message, MaxKeyText)));
        JsonText.WriteText(buffer, ",");
        JsonText.WriteMember(buffer, "attachments",
            JsonValue.FromInteger(HermesJson.CountOf(JsonMembers.Find(message, "attachments"u8)) ?? 0));
        JsonText.WriteText(buffer, "}");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Returns the start of a summary.</summary>
    public static string SummaryOf(ReadOnlySpan<byte> message) => JsonText.Quote(StartOf(message, MaxSummary));

    private static ReadOnlySpan<byte> TimeOf(ReadOnlySpan<byte> message)
    {
        var ts = JsonMembers.Find(message, "_ts"u8);
        return HermesJson.IsTrue(ts) ? ts : JsonMembers.Find(message, "timestamp"u8);
    }

    private static string RawOf(ReadOnlySpan<byte> value) => value.IsEmpty ? "null" : Encoding.UTF8.GetString(value);

    private static string StartOf(ReadOnlySpan<byte> message, int length)
    {
        var text = string.Join(
            ' ', MessageView.Of(message).Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= length) return text;

        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
