using System.Runtime.InteropServices;
using System.Text.Json;
using SessionPersistence.Documents;

namespace SessionPersistence;

/// <summary>What was said: a text, or an array of parts as providers define them. Kept as it is.</summary>
public readonly struct TurnContent : IEquatable<TurnContent>
{
    private readonly string? _text;
    private readonly JsonElement _parts;

    /// <summary>Makes content of a text.</summary>
    public TurnContent(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        _text = text;
    }

    /// <summary>Makes content of parts.</summary>
    /// <param name="parts">A JSON array; not disposed as long as the content is used.</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public TurnContent(JsonElement parts)
    {
        if (parts.ValueKind != JsonValueKind.Array)
            throw new ArgumentException("Content is a text or a JSON array of parts.", nameof(parts));

        _parts = parts;
    }

    /// <summary>Gets the parts; <see langword="null"/> where the content is a text.</summary>
    public JsonElement? Parts => _parts.ValueKind == JsonValueKind.Array ? _parts : null;

    /// <summary>Gets the text; of parts the joined <c>text</c> of each.</summary>
    public string Text =>
        Parts is { } parts ? MessageView.TextOf(JsonMarshal.GetRawUtf8Value(parts)) ?? "" : _text ?? "";

    /// <summary>Makes content of a text.</summary>
    public static implicit operator TurnContent(string text) => new(text);

    /// <summary>Whether two contents are the same.</summary>
    public static bool operator ==(TurnContent left, TurnContent right) => left.Equals(right);

    /// <summary>Whether two contents differ.</summary>
    public static bool operator !=(TurnContent left, TurnContent right) => !left.Equals(right);

    /// <summary>Whether the content is the same text, or the same parts as values of JSON.</summary>
    public bool Equals(TurnContent other) =>
        (Parts, other.Parts) switch
        {
            ({ } parts, { } others) => JsonElement.DeepEquals(parts, others),
            (null, null) => string.Equals(_text, other._text, StringComparison.Ordinal),
            _ => false,
        };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TurnContent other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
