using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SessionPersistence;

/// <summary>Names one turn of a session.</summary>
/// <remarks>1 to 128 visible ASCII characters. Unique within its session as long as the session remembers it: the last
/// 16 turns.</remarks>
[JsonConverter(typeof(TurnIdJsonConverter))]
public readonly record struct TurnId : ISpanParsable<TurnId>
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 128;

    private const int NewLength = 29;

    private readonly string? _value;

    private TurnId(string value) => _value = value;

    /// <summary>Gets the text of the id.</summary>
    /// <exception cref="InvalidOperationException">This is <see langword="default"/>, which names no turn.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(TurnId) names no turn.");

    /// <summary>Makes a new id: the instant in UTC and 12 random hexadecimal digits,
    /// <c>20260511T001122Z-abcdef012345</c>.</summary>
    /// <param name="now">The instant that the id begins with.</param>
    public static TurnId New(DateTimeOffset now) =>
        new(string.Create(NewLength, now.UtcDateTime, static (text, instant) =>
        {
            instant.TryFormat(text, out var length, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
            text[length] = '-';
            RandomHex.Fill(text[(length + 1)..]);
        }));

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is empty, too long, or holds a character that is not visible
    /// ASCII.</exception>
    public static TurnId Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);

        return TryParse(s, out var id)
            ? id
            : throw new FormatException($"A turn id is 1 to {MaxLength} visible ASCII characters.");
    }

    /// <inheritdoc cref="Parse(string)"/>
    static TurnId IParsable<TurnId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc cref="Parse(string)"/>
    static TurnId ISpanParsable<TurnId>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s.ToString());

    /// <summary>Reads an id, without an exception for text that is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out TurnId result)
    {
        var valid = s is { Length: > 0 and <= MaxLength } && !s.AsSpan().ContainsAnyExceptInRange('!', '~');
        result = valid ? new(s!) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse(string?, out TurnId)"/>
    static bool IParsable<TurnId>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out TurnId result) =>
        TryParse(s, out result);

    /// <inheritdoc cref="TryParse(string?, out TurnId)"/>
    static bool ISpanParsable<TurnId>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TurnId result) =>
        TryParse(s.ToString(), out result);

    /// <summary>Returns the text of the id; empty for <see langword="default"/>.</summary>
    public override string ToString() => _value ?? "";
}
