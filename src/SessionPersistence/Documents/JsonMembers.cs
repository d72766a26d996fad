namespace SessionPersistence.Documents;

/// <summary>Enumerates the members of a well-formed JSON object; of anything else, none.</summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private JsonScanner _scanner;
    private Range _name;
    private Range _value;
    private bool _more;

    public JsonMembers(ReadOnlySpan<byte> json)
    {
        _json = json;
        _scanner = new(json, JsonDialect.Tolerant);
        _more = _scanner.TryTake('{') && _scanner.Peek() != '}';
    }

    private JsonMembers(ReadOnlySpan<byte> json, JsonScanner scanner)
    {
        _json = json;
        _scanner = scanner;
        _more = json.Length > 0;
    }

    /// <summary>Enumerates members that stand without braces around them.</summary>
    public static JsonMembers WithoutBraces(ReadOnlySpan<byte> members) =>
        new(members, new(members, JsonDialect.Tolerant));

    /// <summary>Gets the raw text of the name, between its quotes; a name with escapes is given unescaped.</summary>
    public readonly ReadOnlySpan<byte> Name
    {
        get
        {
            var name = _json[_name];
            return name.Contains((byte)'\\') ? System.Text.Encoding.UTF8.GetBytes(JsonText.Unquote(name)) : name[1..^1];
        }
    }

    /// <summary>Gets the raw name, with its quotes.</summary>
    public readonly Range NameRange => _name;

    /// <summary>Gets the raw value.</summary>
    public readonly ReadOnlySpan<byte> Value => _json[_value];

    /// <summary>Gets where the value stands.</summary>
    public readonly Range ValueRange => _value;

    public bool MoveNext()
    {
        if (!_more || !_scanner.TryTakeString(out _name) || !_scanner.TryTake(':')
            || !_scanner.TryTakeValue(out _value)) return false;

        _more = _scanner.TryTake(',');
        return true;
    }

    /// <summary>Returns the value of the last member of that name; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var found = default(ReadOnlySpan<byte>);
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual(name)) found = members.Value;
        }

        return found;
    }
}
