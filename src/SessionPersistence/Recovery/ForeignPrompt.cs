using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>What a user submitted to another program on the directory. Raw JSON, empty where there is none.</summary>
/// <param name="Content">What was said.</param>
/// <param name="Attachments">What came with it.</param>
/// <param name="Seconds">When, in epoch seconds; 0 where that is unknown.</param>
internal sealed record ForeignPrompt(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Attachments, double Seconds)
{
    /// <summary>How far apart the other program's times of one prompt are: it cuts that of the message to seconds, and
    /// takes some of them before it writes its journal.</summary>
    public const double ToleranceSeconds = 2;

    private static readonly char[] WhiteSpace = [];

    // The end of the year 9999.
    private const double LastSecond = 253_402_300_800;

    /// <summary>Returns a time in epoch seconds as it can be used: 0 where it is none of this calendar, such as one in
    /// milliseconds.</summary>
    public static double UsableSeconds(double seconds) => seconds is > 0 and < LastSecond ? seconds : 0;

    /// <summary>Whether two prompts say the same, apart from white space.</summary>
    public bool SaysTheSame(ForeignPrompt other) => Text == other.Text;

    /// <summary>Whether two prompts, where both have a time, were submitted at the same one.</summary>
    public bool IsOfTheTimeOf(ForeignPrompt other) =>
        Seconds == 0 || other.Seconds == 0 || Math.Abs(Seconds - other.Seconds) <= ToleranceSeconds;

    /// <summary>Gets what was said, each run of white space one blank.</summary>
    public string Text =>
        WithoutSpacing(JsonValue.AsString(Content.Span) ?? System.Text.Encoding.UTF8.GetString(Content.Span));

    /// <summary>Makes each run of white space one blank.</summary>
    public static string WithoutSpacing(string text) =>
        string.Join(' ', text.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Returns what tells contents apart: a text without the white space around it, anything else token by
    /// token.</summary>
    public static string KeyOf(ReadOnlySpan<byte> content) => content is [(byte)'"', ..]
        ? $"\"{JsonText.UnquoteExactly(content).Trim()}"
        : System.Text.Encoding.UTF8.GetString(JsonText.Compact(content));
}
