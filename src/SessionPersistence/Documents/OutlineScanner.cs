namespace SessionPersistence.Documents;

/// <summary>Finds the top-level members and the messages of a document in one pass over its text.</summary>
internal ref struct OutlineScanner(ReadOnlyMemory<byte> json, JsonDialect dialect)
{
    private readonly ReadOnlyMemory<byte> _json = json;
    private readonly List<(string Name, ReadOnlyMemory<byte> RawValue)> _members = [];
    private List<ReadOnlyMemory<byte>> _messages = [];
    private JsonScanner _scanner = new(json.Span, dialect);
    private MessagesForm _form;

    /// <summary>Gets the offset at which the text stops being JSON, after a method returned
    /// <see langword="null"/>.</summary>
    public readonly int FaultOffset => _scanner.FaultOffset;

    private readonly DocumentOutline Outline =>
        new() { Members = MemberList.Create(_members), Messages = _messages, Form = _form };

    /// <summary>Reads the whole text, which must be one JSON object.</summary>
    public DocumentOutline? ReadWhole()
    {
        if (!_scanner.TryTake('{')) return null;
        if (!_scanner.TryTake('}'))
        {
            do
            {
                if (!TryTakeName(out var name) || !TryTakeMember(name)) return null;
            }
            while (_scanner.TryTake(','));

            if (!_scanner.TryTake('}')) return null;
        }

        return AtEnd() ? Outline : null;
    }

    /// <summary>Reads the members before <c>messages</c>, from the start of a text that may be cut behind it.</summary>
    public DocumentOutline? ReadHead()
    {
        if (!_scanner.TryTake('{')) return null;

        do
        {
            if (!TryTakeName(out var name)) return null;
            if (name == "messages") return AtMessages();
            if (!TryTakeMember(name)) return null;
        }
        while (_scanner.TryTake(','));

        return null;
    }

    private DocumentOutline? AtMessages()
    {
        _form = _scanner.Peek() switch
        {
            (byte)'[' => MessagesForm.List,
            (byte)'n' => MessagesForm.Null,
            _ => MessagesForm.Other,
        };
        return AtEnd() ? null : Outline;
    }

    private bool AtEnd()
    {
        _scanner.Peek();
        return _scanner.Position == _json.Length;
    }

    private bool TryTakeName(out string name)
    {
        name = "";
        if (!_scanner.TryTakeString(out var range) || !_scanner.TryTake(':')) return false;

        name = MemberOrder.NameOf(_json.Span[range]);
        return true;
    }

    private bool TryTakeMember(string name)
    {
        if (name == "messages") return TryTakeMessages();
        if (!_scanner.TryTakeValue(out var value)) return false;

        _members.Add((name, _json[value]));
        return true;
    }

    private bool TryTakeMessages()
    {
        _messages = [];
        if (!_scanner.TryTake('['))
        {
            if (!_scanner.TryTakeValue(out var value)) return false;

            _form = _json.Span[value].SequenceEqual("null"u8) ? MessagesForm.Null : MessagesForm.Other;
            return true;
        }

        _form = MessagesForm.List;
        if (_scanner.TryTake(']')) return true;

        do
        {
            if (!_scanner.TryTakeValue(out var item)) return false;

            _messages.Add(_json[item]);
        }
        while (_scanner.TryTake(','));

        return _scanner.TryTake(']');
    }
}
