using System.Buffers;

namespace SessionPersistence.Documents;

/// <summary>Walks JSON bytes from their end, to reach what stands behind damage without crossing it.</summary>
/// <remarks>
/// Only where values begin is found; what stands between is not checked. In a string every quote is escaped, so that
/// the first one before its end without an escape is its beginning: reading backwards is as certain as reading
/// forwards. Nothing recurses, and each byte is looked at a constant number of times.
/// </remarks>
internal ref struct JsonBackwards(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> AroundScalars = SearchValues.Create(",:[]{}\" \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private ContainerStack _open;

    /// <summary>Gets the offset behind the next byte.</summary>
    public int Position { get; private set; } = json.Length;

    /// <summary>Skips white space and returns the byte before it without taking it; 0 at the beginning.</summary>
    public byte Peek()
    {
        while (Position > 0 && _json[Position - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') Position--;
        return Position > 0 ? _json[Position - 1] : (byte)0;
    }

    /// <summary>Skips white space and takes one byte if it is the expected one.</summary>
    public bool TryTake(char expected)
    {
        if (Peek() != expected) return false;

        Position--;
        return true;
    }

    /// <summary>Takes the value that ends here.</summary>
    /// <returns><see langword="false"/> when none does.</returns>
    public bool TryTakeValue(out Range range)
    {
        range = default;
        _ = Peek();
        var end = Position;
        _open.Clear();
        do
        {
            if (!TryTakeToken()) return false;
        }
        while (_open.Count > 0);

        range = Position..end;
        return Position < end;
    }

    private bool TryTakeToken()
    {
        switch (Peek())
        {
            case 0:
                return false;
            case (byte)'"':
                return TryTakeString();
            case var close and ((byte)'}' or (byte)']'):
                _open.Push(close == '}');
                Position--;
                return true;
            case var opening and ((byte)'{' or (byte)'['):
                return TryOpen(opening == '{');
            case (byte)',' or (byte)':':
                Position--;
                return _open.Count > 0;
            default:
                SkipScalar();
                return true;
        }
    }

    private bool TryOpen(bool isObject)
    {
        if (_open.Count == 0 || _open.IsObject != isObject) return false;

        _open.Pop();
        Position--;
        return true;
    }

    private bool TryTakeString()
    {
        for (var at = Position - 1; at > 0;)
        {
            at = _json[..at].LastIndexOf((byte)'"');
            if (at < 0) return false;

            var escapes = at - 1 - _json[..at].LastIndexOfAnyExcept((byte)'\\');
            if (escapes % 2 == 0)
            {
                Position = at;
                return true;
            }
        }

        return false;
    }

    private void SkipScalar()
    {
        var before = _json[..Position].LastIndexOfAny(AroundScalars);
        Position = before + 1;
    }
}
