using System.Buffers;

namespace SessionPersistence.Documents;

/// <summary>Walks JSON bytes token by token without allocating and without recursion, at any depth.</summary>
/// <remarks>
/// The strict grammar is RFC 8259. The tolerant one also takes the number literals <c>NaN</c>, <c>Infinity</c> and
/// <c>-Infinity</c>, which Python writes. Strings are checked for control characters and escapes; an escaped lone
/// surrogate is legal JSON and passes. UTF-8 is the caller's to check.
/// </remarks>
internal ref struct JsonScanner(ReadOnlySpan<byte> json, JsonDialect dialect = JsonDialect.Strict)
{
    private static readonly SearchValues<byte> StringSpecials =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private ContainerStack _open;

    /// <summary>Gets the offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>Gets the offset of what is not JSON, after a method returned <see langword="false"/>.</summary>
    public readonly int FaultOffset => Position;

    /// <summary>Skips white space and returns the next byte without taking it; 0 at the end.</summary>
    public byte Peek()
    {
        while (Position < _json.Length && _json[Position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            Position++;
        return Position < _json.Length ? _json[Position] : (byte)0;
    }

    /// <summary>Skips white space and takes one byte if it is the expected one.</summary>
    public bool TryTake(char expected)
    {
        if (Peek() != expected || Position >= _json.Length) return false;

        Position++;
        return true;
    }

    /// <summary>Takes a string, with its quotes.</summary>
    public bool TryTakeString(out Range range)
    {
        range = default;
        if (Peek() != '"') return false;

        var start = Position;
        var at = start + 1;
        while (true)
        {
            var step = _json[at..].IndexOfAny(StringSpecials);
            if (step < 0) return Fail(_json.Length);

            at += step;
            if (_json[at] == '"') break;
            if (_json[at] != '\\') return Fail(at);

            var length = EscapeLength(_json[at..]);
            if (length == 0) return Fail(at);
            at += length;
        }

        Position = at + 1;
        range = start..Position;
        return true;
    }

    /// <summary>Takes one value of any kind, whole.</summary>
    /// <param name="range">Where it stands, without white space around it.</param>
    public bool TryTakeValue(out Range range)
    {
        Peek();
        var start = Position;
        range = default;
        _open.Clear();
        do
        {
            if (!TryTakeScalarOrOpen(out var opened)) return false;
            if (!opened && !TryCloseUpToNextValue()) return false;
        }
        while (_open.Count > 0);

        range = start..Position;
        return true;
    }

    // Takes a scalar or an empty container whole; of any other container what stands before its first value.
    private bool TryTakeScalarOrOpen(out bool opened)
    {
        opened = false;
        var next = Peek();
        if (next == '"') return TryTakeString(out _);
        if (next is not ((byte)'{' or (byte)'[')) return TryTakeLiteralOrNumber();

        Position++;
        var isObject = next == '{';
        if (TryTake(isObject ? '}' : ']')) return true;

        opened = true;
        _open.Push(isObject);
        return !isObject || TryTakeName();
    }

    // After a value: closes each container that ends here, and stops where the next value begins.
    private bool TryCloseUpToNextValue()
    {
        while (_open.Count > 0)
        {
            if (TryTake(',')) return !_open.IsObject || TryTakeName();
            if (!TryTake(_open.IsObject ? '}' : ']')) return false;

            _open.Pop();
        }

        return true;
    }

    private bool TryTakeName() => TryTakeString(out _) && TryTake(':');

    private bool TryTakeLiteralOrNumber()
    {
        var rest = _json[Position..];
        if (rest.StartsWith("true"u8) || rest.StartsWith("null"u8)) return Advance(4);
        if (rest.StartsWith("false"u8)) return Advance(5);

        if (dialect == JsonDialect.Tolerant)
        {
            var length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8
                : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (length > 0) return Advance(length);
        }

        var number = NumberLength(rest);
        return number > 0 && Advance(number);
    }

    private bool Advance(int count)
    {
        Position += count;
        return true;
    }

    private bool Fail(int at)
    {
        Position = at;
        return false;
    }

    private static int EscapeLength(ReadOnlySpan<byte> s)
    {
        if (s.Length < 2) return 0;
        if (s[1] != 'u') return "\"\\/bfnrt"u8.Contains(s[1]) ? 2 : 0;

        return s.Length >= 6 && !s[2..6].ContainsAnyExcept(HexDigits) ? 6 : 0;
    }

    private static int NumberLength(ReadOnlySpan<byte> s)
    {
        var at = s is [(byte)'-', ..] ? 1 : 0;
        var integer = DigitCount(s[at..]);
        if (integer == 0 || (integer > 1 && s[at] == '0')) return 0;
        at += integer;

        if (at < s.Length && s[at] == '.')
        {
            var fraction = DigitCount(s[(at + 1)..]);
            if (fraction == 0) return 0;
            at += 1 + fraction;
        }

        if (at < s.Length && s[at] is (byte)'e' or (byte)'E')
        {
            var sign = at + 1 < s.Length && s[at + 1] is (byte)'+' or (byte)'-' ? 1 : 0;
            var exponent = DigitCount(s[Math.Min(s.Length, at + 1 + sign)..]);
            if (exponent == 0) return 0;
            at += 1 + sign + exponent;
        }

        return at;
    }

    private static int DigitCount(ReadOnlySpan<byte> s)
    {
        var other = s.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? s.Length : other;
    }
}
