namespace SessionPersistence.Documents;

/// <summary>Tells a message from a part of one by what stands before and behind it: one byte there may be bad, not
/// more.</summary>
internal static class SalvageBounds
{
    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    private static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    /// <summary>Whether a message may end where the rest of a text begins.</summary>
    public static bool MayEndBefore(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(WhiteSpace);
        return IsBehind(rest) || IsBehind(rest[(rest.StartsWith(Replacement) ? 3 : 1)..].TrimStart(WhiteSpace));
    }

    /// <summary>Whether a message may begin where a text ends. What follows a colon is the value of a member.</summary>
    public static bool MayBeginBehind(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(WhiteSpace);
        if (text is [.., (byte)':']) return false;

        return IsBefore(text) || IsBefore(text[..^(text.EndsWith(Replacement) ? 3 : 1)].TrimEnd(WhiteSpace));
    }

    private static bool IsBehind(ReadOnlySpan<byte> rest) => rest is [] or [(byte)',' or (byte)']' or (byte)'{', ..];

    private static bool IsBefore(ReadOnlySpan<byte> text) => text is [] or [.., (byte)',' or (byte)'[' or (byte)'}'];
}
