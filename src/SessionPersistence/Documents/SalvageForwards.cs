namespace SessionPersistence.Documents;

/// <summary>What is whole at the start of a damaged document.</summary>
internal sealed class SalvageForwards
{
    private readonly SalvageText _text;
    private readonly List<(string Name, ReadOnlyMemory<byte> RawValue)> _members = [];
    private readonly List<Range> _items = [];

    private SalvageForwards(SalvageText text) => _text = text;

    /// <summary>Gets the members, without the messages.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> RawValue)> Members => _members;

    /// <summary>Gets where the messages stand.</summary>
    public IReadOnlyList<Range> Items => _items;

    /// <summary>Gets where the list of messages begins, if that was reached.</summary>
    public int? Start { get; private set; }

    /// <summary>Gets the end of what is whole.</summary>
    public int End { get; private set; }

    /// <summary>Gets whether the list of messages is whole.</summary>
    public bool HasAll { get; private set; }

    /// <summary>Gets whether all of the text is.</summary>
    public bool IsWhole { get; private set; }

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    private ReadOnlySpan<byte> Span => _text.Bytes.Span;

    public static SalvageForwards Read(SalvageText text)
    {
        var read = new SalvageForwards(text);
        var scanner = new JsonScanner(text.Bytes.Span, JsonDialect.Tolerant);
        if (!scanner.TryTake('{')) return read;

        do
        {
            read.End = scanner.Position;
            if (!read.TryTakeMember(ref scanner)) return read;
        }
        while (scanner.TryTake(','));

        read.IsWhole = scanner.TryTake('}') && scanner.Peek() == 0 && scanner.Position == text.Bytes.Length;
        return read;
    }

    private bool TryTakeMember(ref JsonScanner scanner)
    {
        if (!scanner.TryTakeString(out var name) || !scanner.TryTake(':')) return false;

        End = scanner.Position;
        if (!HasAll && DocumentSalvage.IsMessages(Span[name]) && scanner.TryTake('['))
            return HasAll = scanner.TryTake(']') || TryTakeItems(ref scanner);
        if (!scanner.TryTakeValue(out var value)) return false;

        End = value.End.Value;
        _members.Add((MemberOrder.NameOf(Span[name]), _text.Bytes[value]));
        return true;
    }

    private bool TryTakeItems(ref JsonScanner scanner)
    {
        Start = End = scanner.Position;
        do
        {
            if (!scanner.TryTakeValue(out var item) || _text.HasLongHole(item)
                || !SalvageBounds.MayEndBefore(Span[item.End..])) return false;

            _items.Add(item);
            End = item.End.Value;
        }
        while (scanner.TryTake(','));

        return scanner.TryTake(']') && !IsInsideMessage(scanner.Position);
    }

    // What ended there was a list inside a message that is damaged: more messages follow.
    private bool IsInsideMessage(int at) => Span[at..].TrimStart(WhiteSpace) switch
    {
        [(byte)'}', .. var rest] => !rest.TrimStart(WhiteSpace).IsEmpty,
        [(byte)',', .. var rest] => rest.TrimStart(WhiteSpace) is [(byte)'{', ..],
        _ => false,
    };
}
