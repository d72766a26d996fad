using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace SessionPersistence;

/// <summary>Names one session.</summary>
/// <remarks>
/// 1 to 128 of <c>A-Z a-z 0-9 _ - .</c>, not starting with <c>_</c> or <c>.</c>, not ending with <c>.</c>, without
/// <c>..</c>, and not a device name of Windows (<c>con</c>, <c>nul.json</c>, …). <see cref="Parse(string)"/> and its
/// siblings are the only doors, so no path is ever built from unchecked text. Compared exactly (ordinal). For foreign
/// keys that break the rule see <see cref="Derive"/>.
/// </remarks>
[JsonConverter(typeof(SessionIdJsonConverter))]
public readonly record struct SessionId : ISpanParsable<SessionId>, IComparable<SessionId>
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> AllowedCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly string? _value;

    private SessionId(string value) => _value = value;

    /// <summary>Gets the text of the id.</summary>
    /// <exception cref="InvalidOperationException">This is <see langword="default"/>, which names no
    /// session.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(SessionId) names no session.");

    /// <summary>Makes a new random id: 12 hexadecimal digits of lower case.</summary>
    public static SessionId New() => new(RandomHex.Create(12));

    /// <summary>Maps any foreign key to an id, always the same one for the same key.</summary>
    /// <param name="externalKey">The foreign key, for example an e-mail address or base64 text; not empty.</param>
    /// <returns>32 hexadecimal digits: the first half of the SHA-256 of the key's UTF-8 text.</returns>
    public static SessionId Derive(string externalKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(externalKey);

        return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(externalKey)).AsSpan(0, 16)));
    }

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text breaks the id rule; the message says which part of it.</exception>
    public static SessionId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);

        return Fault(s) is { } fault ? throw new FormatException(fault) : new(s);
    }

    /// <inheritdoc cref="Parse(string)"/>
    static SessionId IParsable<SessionId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc cref="Parse(string)"/>
    static SessionId ISpanParsable<SessionId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Parse(s.ToString());

    /// <summary>Reads an id, without an exception for text that is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out SessionId result)
    {
        var valid = s is not null && Fault(s) is null;
        result = valid ? new(s!) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse(string?, out SessionId)"/>
    static bool IParsable<SessionId>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out SessionId result) =>
        TryParse(s, out result);

    /// <inheritdoc cref="TryParse(string?, out SessionId)"/>
    static bool ISpanParsable<SessionId>.TryParse(
        ReadOnlySpan<char> s, IFormatProvider? provider, out SessionId result) =>
        TryParse(s.ToString(), out result);

    /// <summary>Orders ids by their UTF-16 code units.</summary>
    public int CompareTo(SessionId other) => string.CompareOrdinal(_value, other._value);

    /// <summary>Whether one id sorts before another.</summary>
    public static bool operator <(SessionId left, SessionId right) => left.CompareTo(right) < 0;

    /// <summary>Whether one id sorts before another or is the same.</summary>
    public static bool operator <=(SessionId left, SessionId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one id sorts after another.</summary>
    public static bool operator >(SessionId left, SessionId right) => left.CompareTo(right) > 0;

    /// <summary>Whether one id sorts after another or is the same.</summary>
    public static bool operator >=(SessionId left, SessionId right) => left.CompareTo(right) >= 0;

    /// <summary>Returns the text of the id; empty for <see langword="default"/>.</summary>
    public override string ToString() => _value ?? "";

    private static string? Fault(ReadOnlySpan<char> s) => s switch
    {
        [] => "A session id must not be empty.",
        { Length: > MaxLength } => $"A session id has {s.Length} characters; at most {MaxLength} are allowed.",
        ['_' or '.', ..] => "A session id must not start with '_' or '.'.",
        [.., '.'] => "A session id must not end with '.'.",
        _ when s.ContainsAnyExcept(AllowedCharacters) =>
            "A session id must not have a character other than A-Z a-z 0-9 _ - .",
        _ when s.Contains("..", StringComparison.Ordinal) => "A session id must not contain '..'.",
        _ when IsWindowsDevice(s) => "A session id must not be a device name of Windows.",
        _ => null,
    };

    // Windows resolves a device name with any extension: "con" and "con.json" both open the console.
    private static bool IsWindowsDevice(ReadOnlySpan<char> s)
    {
        var dot = s.IndexOf('.');
        var name = dot < 0 ? s : s[..dot];
        if (name.Length == 4 && name[3] is >= '0' and <= '9')
        {
            return Is(name[..3], "com") || Is(name[..3], "lpt");
        }

        return Is(name, "con") || Is(name, "prn") || Is(name, "aux") || Is(name, "nul");

        static bool Is(ReadOnlySpan<char> text, string device) =>
            text.Equals(device, StringComparison.OrdinalIgnoreCase);
    }
}
