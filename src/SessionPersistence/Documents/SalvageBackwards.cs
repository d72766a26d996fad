namespace SessionPersistence.Documents;

/// <summary>What is whole at the end of a damaged document: the members behind the messages, then the messages as far
/// down as they are whole.</summary>
internal sealed class SalvageBackwards
{
    private readonly SalvageText _text = null!;
    private readonly SalvageForwards _before = null!;
    private readonly List<(string Name, ReadOnlyMemory<byte> RawValue)> _members = [];
    private readonly List<Range> _items = [];

    public SalvageBackwards()
    {
    }

    private SalvageBackwards(SalvageText text, SalvageForwards before) => (_text, _before) = (text, before);

    /// <summary>Gets the members, without the messages.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> RawValue)> Members => _members;

    /// <summary>Gets where the messages stand.</summary>
    public IReadOnlyList<Range> Items => _items;

    /// <summary>Gets where the first of them begins.</summary>
    public int? Start => _items.Count > 0 ? _items[0].Start.Value : null;

    /// <summary>Gets where the list of messages begins, if it was reached.</summary>
    public int? ListStart { get; private set; }

    /// <summary>Gets whether the list of messages is whole.</summary>
    public bool HasAll => ListStart is not null;

    private ReadOnlySpan<byte> Span => _text.Bytes.Span;

    public static SalvageBackwards Read(SalvageText text, SalvageForwards before)
    {
        var read = new SalvageBackwards(text, before);
        var scanner = new JsonBackwards(text.Bytes.Span);
        if (scanner.TryTake('}')) read.ReadMembers(ref scanner);
        read._members.Reverse();
        read._items.Reverse();
        return read;
    }

    private void ReadMembers(ref JsonBackwards scanner)
    {
        do
        {
            var isList = !_before.HasAll && scanner.Peek() == ']';
            var end = scanner.Position;
            if (isList ? !TryTakeItems(ref scanner) : !TryTakeWhole(ref scanner, out _)) break;

            var start = scanner.Position;
            var isNamed = scanner.TryTake(':') & TryTakeWhole(ref scanner, out var name)
                && Span[name] is [(byte)'"', ..];
            if (isList && (isNamed ? DocumentSalvage.IsMessages(Span[name]) : !IsOfAnotherKind))
            {
                ListStart = start + 1;
                return;
            }

            _items.Clear();
            if (!isNamed) return;

            _members.Add((MemberOrder.NameOf(Span[name]), _text.Bytes[start..end].TrimStart(" \t\r\n"u8)));
        }
        while (scanner.TryTake(','));

        // The list that is damaged is that of the messages, unless what it has is of another kind; and what is found
        // last may be a part of the one that is damaged.
        if (IsOfAnotherKind) _items.Clear();
        while (_items.Exists(HasRole) && !HasRole(_items[^1])) _items.RemoveAt(_items.Count - 1);
    }

    private bool IsOfAnotherKind => _before.Items.Any(HasRole) && !_items.Exists(HasRole);

    private bool TryTakeItems(ref JsonBackwards scanner)
    {
        scanner.TryTake(']');
        if (scanner.TryTake('[')) return true;

        do
        {
            if (!TryTakeWhole(ref scanner, out var item) || _text.HasLongHole(item)
                || !SalvageBounds.MayBeginBehind(Span[..scanner.Position])) return false;

            // Without a comma before it, what is left of a message would pass for one.
            if (scanner.Peek() is not ((byte)',' or (byte)'[') && !HasRole(item)) return false;

            _items.Add(item);
        }
        while (scanner.TryTake(','));

        return scanner.TryTake('[');
    }

    private bool TryTakeWhole(ref JsonBackwards scanner, out Range value) =>
        scanner.TryTakeValue(out value) && value.Start.Value >= _before.End
            && DocumentSalvage.IsValue(Span[value]);

    private bool HasRole(Range message) => SalvageBetween.HasRole(Span[message]);
}
