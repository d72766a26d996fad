namespace SessionPersistence.Documents;

/// <summary>Finds messages between two damaged places of a document, where nobody knows what is inside a text and what
/// is not.</summary>
/// <remarks>
/// Where each message begins on a line of its own, one begins at each line feed that is followed by the same
/// indentation: no string has a line feed. On a single line an object is taken that has a <c>role</c> and is followed by
/// a comma: where a brace and a quote stand in a text, that ends there, and they begin no object.
/// </remarks>
internal ref struct SalvageBetween
{
    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    // That of this library, and of Python with an indentation of two.
    private static ReadOnlySpan<byte> UsualStart => "\n    {"u8;

    private readonly ReadOnlySpan<byte> _json;
    private readonly List<Range> _found = [];
    private readonly int _end;

    private SalvageBetween(ReadOnlySpan<byte> json, int end)
    {
        _json = json[..end];
        _end = end;
    }

    /// <summary>Returns where messages stand in a part of the text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="from">Where the part begins: behind what is whole.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="known">Where the messages before and behind it stand.</param>
    public static List<Range> Read(ReadOnlyMemory<byte> json, int from, int to, IReadOnlyList<Range> known)
    {
        if (from >= to) return [];

        var between = new SalvageBetween(json.Span, to);
        var lineStart = LineStartOf(json.Span, known);
        if (!lineStart.IsEmpty) between.ReadLines(from, lineStart);
        else between.ReadOneLine(from);
        return between._found;
    }

    /// <summary>Whether a message says whose it is, which a part of one does not.</summary>
    public static bool HasRole(ReadOnlySpan<byte> message) =>
        message is [(byte)'{', ..] && !JsonMembers.Find(message, "role"u8).IsEmpty;

    // A line feed, the indentation and the brace; empty where messages do not begin on lines of their own.
    private static ReadOnlySpan<byte> LineStartOf(ReadOnlySpan<byte> json, IReadOnlyList<Range> known)
    {
        if (known.Count == 0) return json.IndexOf(UsualStart) >= 0 ? UsualStart : default;

        var start = known[^1].Start.Value;
        var line = json[..start].LastIndexOf((byte)'\n');
        return line >= 0 && !json[line..start].ContainsAnyExcept(WhiteSpace) && json[start] == '{'
            ? json[line..(start + 1)]
            : default;
    }

    private readonly void ReadLines(int from, ReadOnlySpan<byte> lineStart)
    {
        var at = Next(from, lineStart);
        while (at < _end)
        {
            // A message ends before the next one begins.
            var (start, next) = (at + lineStart.Length - 1, Next(at + 1, lineStart));
            var scanner = new JsonScanner(_json[start..next], JsonDialect.Tolerant);
            if (scanner.TryTakeValue(out var item) && SalvageBounds.MayEndBefore(_json[(start + item.End.Value)..]))
                _found.Add((start + item.Start.Value)..(start + item.End.Value));
            at = next;
        }
    }

    private readonly int Next(int from, ReadOnlySpan<byte> lineStart)
    {
        var next = _json[from..].IndexOf(lineStart);
        return next < 0 ? _end : from + next;
    }

    private readonly void ReadOneLine(int from)
    {
        var at = from;
        while (_json[at..].IndexOf((byte)'{') is >= 0 and var step)
        {
            at += step;
            var scanner = new JsonScanner(_json[at..], JsonDialect.Tolerant);
            var isWhole = Begins(from, at) & scanner.TryTakeValue(out var item);
            if (isWhole && scanner.Peek() is (byte)',' or (byte)']' && HasRole(_json[at..][item]))
                _found.Add(at..(at + item.End.Value));

            // Whatever begins inside an object, whole or broken off, is a part of it.
            at += Math.Max(1, isWhole ? item.End.Value : scanner.FaultOffset);
        }
    }

    // What follows a colon is the value of a member.
    private readonly bool Begins(int from, int at)
    {
        return _json[from..at].TrimEnd(WhiteSpace) is not [.., (byte)':']
            && _json[(at + 1)..].TrimStart(WhiteSpace) is [(byte)'"', ..];
    }
}
