namespace SessionPersistence.Documents;

/// <summary>Enumerates the items of a well-formed JSON array; of anything else, none.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _json;
    private JsonScanner _scanner;
    private Range _current;
    private bool _more;

    public JsonItems(ReadOnlySpan<byte> json)
    {
        _json = json;
        _scanner = new(json, JsonDialect.Tolerant);
        _more = _scanner.TryTake('[') && _scanner.Peek() != ']';
    }

    public readonly ReadOnlySpan<byte> Current => _json[_current];

    public readonly Range CurrentRange => _current;

    public bool MoveNext()
    {
        if (!_more || !_scanner.TryTakeValue(out _current)) return false;

        _more = _scanner.TryTake(',');
        return true;
    }
}
