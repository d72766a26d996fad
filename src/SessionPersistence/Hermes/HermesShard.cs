namespace SessionPersistence.Hermes;

/// <summary>One file of a turn journal, taken apart. A damaged line costs itself and nothing else.</summary>
internal sealed class HermesShard
{
    private readonly List<HermesJournalEvent> _events = [];
    private readonly List<HermesMalformedLine> _malformed = [];
    private readonly string _name;
    private readonly ReadOnlyMemory<byte> _bytes;

    public HermesShard(string name, ReadOnlyMemory<byte> bytes)
    {
        _name = name;
        _bytes = bytes;

        var start = bytes.Span.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;

        // The byte alone ends a line: other line separators stand unescaped in the text of messages.
        for (var number = 1; start < bytes.Length; number++)
        {
            var length = bytes.Span[start..].IndexOf((byte)'\n');
            var end = length < 0 ? bytes.Length : start + length;
            ReadLine(number, start, end);
            start = end + 1;
        }
    }

    /// <summary>Gets the events in the order of the file.</summary>
    public IReadOnlyList<HermesJournalEvent> Events => _events;

    /// <summary>Gets what is no event, in the order of the file.</summary>
    public IReadOnlyList<HermesMalformedLine> Malformed => _malformed;

    private void ReadLine(int number, int start, int end)
    {
        var line = _bytes[start..end];
        if (line.Span is [.., (byte)'\r']) line = line[..^1];

        var pieces = new HermesLinePieces(line.Span);
        while (pieces.MoveNext())
        {
            var piece = line[pieces.Current];
            var offset = start + pieces.Current.Start.Value;
            if (pieces.IsObject) _events.Add(HermesJournalEvent.Of(_name, number, offset, piece));
            else _malformed.Add(new(_name, number, offset, piece));
        }
    }
}
