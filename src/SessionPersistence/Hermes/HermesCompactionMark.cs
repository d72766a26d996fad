using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>Finds the summary that a compaction puts in place of older messages in what the model is sent.</summary>
internal static class HermesCompactionMark
{
    private const string Bracketed = "[context compaction";
    private const string Unbracketed = "context compaction";

    /// <summary>Whether one of the messages is such a summary.</summary>
    /// <param name="context">The raw value of <c>context_messages</c>.</param>
    public static bool IsIn(ReadOnlySpan<byte> context)
    {
        var messages = new JsonItems(context);
        while (messages.MoveNext())
        {
            if (IsMark(messages.Current)) return true;
        }

        return false;
    }

    private static bool IsMark(ReadOnlySpan<byte> message)
    {
        var role = JsonMembers.Find(message, "role"u8);
        if (!HermesJson.IsTrue(role) || role.SequenceEqual("\"tool\""u8)) return false;

        var text = TextOf(JsonMembers.Find(message, "content"u8)).TrimStart();
        if (text.StartsWith(Bracketed, StringComparison.OrdinalIgnoreCase)) return true;

        // Anybody can write these two words: only with the member that the agent sets they are its summary.
        return text.StartsWith(Unbracketed, StringComparison.OrdinalIgnoreCase)
            && HermesJson.IsTrue(JsonMembers.Find(message, "_compressed_summary"u8));
    }

    private static string TextOf(ReadOnlySpan<byte> content)
    {
        if (content is [(byte)'"', ..]) return JsonText.Unquote(content);

        var text = new StringBuilder();
        var parts = new JsonItems(content);
        while (parts.MoveNext())
        {
            if (JsonValue.AsString(JsonMembers.Find(parts.Current, "type"u8)) is not ("text" or "input_text"
                or "output_text")) continue;

            var part = JsonMembers.Find(parts.Current, "text"u8);
            text.Append(JsonValue.AsString(
                HermesJson.IsTrue(part) ? part : JsonMembers.Find(parts.Current, "content"u8))).Append('\n');
        }

        return text.ToString();
    }
}
