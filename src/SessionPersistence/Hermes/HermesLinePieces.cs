using System.Text.Unicode;
using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>Takes a line of a shard apart: whole objects, and what is none. Only blanks are left out.</summary>
/// <remarks>
/// The reference appends without looking whether the last line was ended. After a torn record, the next one therefore
/// follows on the same line: it is whole, starts with a member that the writers put first, has a name, and ends with
/// the line or where another object starts. An object inside of a torn record is followed by something else.
/// </remarks>
internal ref struct HermesLinePieces(ReadOnlySpan<byte> line)
{
    // Far more than torn records need, and a bound for lines that were made to be read again and again.
    private const int ScansPerByte = 16;

    private readonly ReadOnlySpan<byte> _line = line;
    private long _bytesToScan = (long)line.Length * ScansPerByte;
    private int _end;

    /// <summary>Gets where the piece stands in the line.</summary>
    public Range Current { get; private set; }

    /// <summary>Gets whether the piece is a well-formed object in valid UTF-8.</summary>
    public bool IsObject { get; private set; }

    public bool MoveNext()
    {
        var start = SkipBlanks(_end);
        if (start == _line.Length) return false;

        IsObject = TryTakeObject(start, out _end);
        if (!IsObject) _end = FindRecord(start + 1);
        Current = start.._end;
        return true;
    }

    private bool TryTakeObject(int start, out int end)
    {
        end = start;
        if (_line[start] != '{' || _bytesToScan <= 0) return false;

        var scanner = new JsonScanner(_line[start..], JsonDialect.Tolerant);
        var taken = scanner.TryTakeValue(out _);
        _bytesToScan -= scanner.Position;
        end = start + scanner.Position;
        return taken && Utf8.IsValid(_line[start..end]);
    }

    // Returns where the next record starts; the end of the line when there is none.
    private int FindRecord(int from)
    {
        for (var at = from; at < _line.Length; at++)
        {
            var step = _line[at..].IndexOf("{\""u8);
            if (step < 0) break;

            at += step;
            if (StartsRecord(_line[at..]) && TryTakeObject(at, out var end) && IsFollowedByNothingElse(end)
                && HasName(_line[at..end])) return at;
        }

        return _line.Length;
    }

    private readonly bool IsFollowedByNothingElse(int end)
    {
        var next = SkipBlanks(end);
        return next == _line.Length || _line[next] == '{';
    }

    private readonly int SkipBlanks(int from)
    {
        var step = _line[from..].IndexOfAnyExcept(" \t\r\v\f"u8);
        return step < 0 ? _line.Length : from + step;
    }

    private static bool StartsRecord(ReadOnlySpan<byte> text) =>
        text.StartsWith("{\"event\""u8) || text.StartsWith("{\"version\""u8) || text.StartsWith("{\"turn_id\""u8)
            || text.StartsWith("{\"session_id\""u8);

    private static bool HasName(ReadOnlySpan<byte> record) =>
        !string.IsNullOrWhiteSpace(JsonValue.AsString(JsonMembers.Find(record, "event"u8)));
}
