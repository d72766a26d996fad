using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>Reads a shard as the device gives it: every intact line is used, whatever stands around it.</summary>
internal static class JournalReader
{
    private const long Format = 1;

    /// <summary>Reads a whole shard.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it.</exception>
    public static ShardContent Read(DurableFileSystem disk, string path, ShardName name)
    {
        // Most of a shard that was not ended is the line feeds written ahead.
        var bytes = FileContent.ReadTrimmed(disk, path, (byte)'\n');
        var seed = name.Seed;
        var lines = new List<ShardLine>();
        var damage = new List<ShardDamage>();
        var numbers = new HashSet<long>();
        long highestFlushed = 0, highest = 0;
        var hasFooter = false;
        for (var start = 0; start < bytes.Length;)
        {
            var blank = bytes.AsSpan(start).IndexOfAnyExcept((byte)'\n');
            if (blank < 0) break;

            start += blank;
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? bytes.Length : start + length;
            var line = Trim(bytes.AsMemory(start..end));
            var offset = start;
            start = end + 1;
            if (line.IsEmpty) continue;

            if (!SealedLine.Verify(line.Span, seed))
            {
                damage.Add(new(offset, line.Length, SealedLine.HasSeal(line.Span), highest));
                continue;
            }

            var content = SealedLine.Content(line);
            var (number, flushed) = Numbers(content.Span, name);
            highestFlushed = Math.Max(highestFlushed, flushed);
            hasFooter |= flushed >= number;
            if (!numbers.Add(number)) continue;

            highest = Math.Max(highest, number);
            if (JournalRecord.Parse(content) is { } record) lines.Add(new(number, offset, record));
        }

        lines.Sort((a, b) => a.Number.CompareTo(b.Number));
        var last = Math.Max(highest, highestFlushed);
        var missing = new List<long>();
        for (var n = 1L; n <= last && missing.Count <= bytes.Length; n++)
        {
            if (!numbers.Contains(n)) missing.Add(n);
        }

        return new(name, numbers.Count, lines, highestFlushed, hasFooter, missing, damage);
    }

    // What editors and transfers add around lines that they leave as they are.
    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        if (line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static (long Number, long Flushed) Numbers(ReadOnlySpan<byte> content, ShardName name)
    {
        long number = 0, flushed = 0;
        var members = new JsonMembers(content);
        while (members.MoveNext())
        {
            var member = members.Name;
            if (member.SequenceEqual("n"u8)) number = JsonValue.AsInteger(members.Value) ?? 0;
            else if (member.SequenceEqual("f"u8)) flushed = JsonValue.AsInteger(members.Value) ?? 0;
            else if (member.SequenceEqual("session_id"u8)) break;
            else if (member.SequenceEqual("format"u8) && JsonValue.AsInteger(members.Value) is { } format and > Format)
            {
                throw new UnsupportedFormatException($"_journal/{name.FileName}", format);
            }

            // A footer vouches for every line before it, and for itself.
            else if (member.SequenceEqual("last_n"u8)) flushed = number;
        }

        return (number, flushed);
    }
}
