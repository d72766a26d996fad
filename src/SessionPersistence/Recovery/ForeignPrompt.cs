using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>What a user submitted to another program on the directory. Raw JSON, empty where there is none.</summary>
/// <param name="Content">What was said.</param>
/// <param name="Attachments">What came with it.</param>
/// <param name="Seconds">When, in epoch seconds; 0 where that is unknown.</param>
internal sealed record ForeignPrompt(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Attachments, double Seconds)
{
    /// <summary>Whether two prompts say the same.</summary>
    public bool SaysTheSame(ForeignPrompt other) => KeyOf(Content.Span) == KeyOf(other.Content.Span);

    /// <summary>Returns what tells contents apart: a text without the white space around it, anything else token by
    /// token.</summary>
    public static string KeyOf(ReadOnlySpan<byte> content) => JsonValue.AsString(content) is { } text
        ? $"\"{text.Trim()}"
        : System.Text.Encoding.UTF8.GetString(JsonText.Compact(content));
}
