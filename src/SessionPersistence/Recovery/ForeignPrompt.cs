using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>What a user submitted to another program on the directory. Raw JSON, empty where there is none.</summary>
/// <param name="Content">What was said.</param>
/// <param name="Attachments">What came with it.</param>
/// <param name="Seconds">When, in epoch seconds; 0 where that is unknown.</param>
internal sealed record ForeignPrompt(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Attachments, double Seconds)
{
    // The end of the year 9999.
    private const double LastSecond = 253_402_300_800;

    /// <summary>Returns a time in epoch seconds as it can be used: 0 where it is none of this calendar, such as one in
    /// milliseconds.</summary>
    public static double UsableSeconds(double seconds) => seconds is > 0 and < LastSecond ? seconds : 0;

    /// <summary>Whether two prompts say the same.</summary>
    public bool SaysTheSame(ForeignPrompt other) => KeyOf(Content.Span) == KeyOf(other.Content.Span);

    /// <summary>Returns what tells contents apart: a text without the white space around it, anything else token by
    /// token.</summary>
    public static string KeyOf(ReadOnlySpan<byte> content) => content is [(byte)'"', ..]
        ? $"\"{JsonText.UnquoteExactly(content).Trim()}"
        : System.Text.Encoding.UTF8.GetString(JsonText.Compact(content));
}
