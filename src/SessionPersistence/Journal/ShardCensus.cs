using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>Counts the lines of a shard while it is read: which numbers are there, what is damaged, what is known to be
/// flushed.</summary>
/// <param name="name">The shard.</param>
/// <param name="directory">The directory that it is in.</param>
/// <param name="expected">Whose records it must hold.</param>
internal sealed class ShardCensus(ShardName name, string directory, ShardKind expected)
{
    private const long Format = 1;

    private readonly HashSet<long> _numbers = [];
    private readonly List<ShardDamage> _damage = [];
    private long _highest;
    private long _highestFlushed;
    private bool _hasFooter;

    /// <summary>Gets the number of the line that was counted last.</summary>
    public long Number { get; private set; }

    /// <summary>Counts a line.</summary>
    /// <returns>Whether it is intact and was not there before.</returns>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote the shard.</exception>
    /// <exception cref="StoreUnavailableException">The shard is of the other kind of journal.</exception>
    public bool Count(ShardScanner scanner)
    {
        if (!scanner.IsIntact)
        {
            _damage.Add(new(scanner.Offset, scanner.Line.Length, SealedLine.HasSeal(scanner.Line.Span), _highest));
            return false;
        }

        var (number, flushed) = ReadHead(scanner.Content.Span);
        Number = number;
        _highestFlushed = Math.Max(_highestFlushed, flushed);
        _hasFooter |= flushed >= number;
        if (!_numbers.Add(number)) return false;

        _highest = Math.Max(_highest, number);
        return true;
    }

    /// <summary>Says what the whole shard holds.</summary>
    /// <param name="lines">Its records.</param>
    /// <param name="length">How many bytes were read: no more numbers are listed as missing, whatever a line makes
    /// up.</param>
    public ShardContent Sum(IReadOnlyList<ShardLine> lines, long length)
    {
        var last = Math.Max(_highest, _highestFlushed);
        var missing = new List<long>();
        for (var n = 1L; n <= last && missing.Count <= length; n++)
        {
            if (!_numbers.Contains(n)) missing.Add(n);
        }

        return new(name, _numbers.Count, lines, _highestFlushed, _hasFooter, missing, _damage);
    }

    private (long Number, long Flushed) ReadHead(ReadOnlySpan<byte> content)
    {
        long number = 0, flushed = 0;
        var kind = expected;
        var members = new JsonMembers(content);
        while (members.MoveNext())
        {
            var member = members.Name;
            var value = members.Value;
            if (member.SequenceEqual("n"u8)) number = JsonValue.AsInteger(value) ?? 0;
            else if (member.SequenceEqual("f"u8)) flushed = JsonValue.AsInteger(value) ?? 0;

            // A footer vouches for every line before it, and for itself.
            else if (member.SequenceEqual("last_n"u8)) flushed = number;
            else if (member.SequenceEqual("format"u8)) ThrowIfNewer(JsonValue.AsInteger(value));
            else if (member.SequenceEqual("shard"u8)) kind = ShardKind.Store;
            else if (member.SequenceEqual("kind"u8)) kind = value.SequenceEqual("\"turns\""u8) ? ShardKind.Turns : kind;
            else if (member.SequenceEqual("session_id"u8))
            {
                kind = members.MoveNext() ? KindOfRecord(members.Name) ?? kind : kind;
                break;
            }
        }

        if (kind != expected) throw OtherKind(kind);

        return (number, flushed);
    }

    // What follows the session tells records apart: its life, or what happened to its turns.
    private static ShardKind? KindOfRecord(ReadOnlySpan<byte> next) =>
        next.SequenceEqual("life"u8) ? ShardKind.Store
        : next.SequenceEqual("turn_id"u8) || next.SequenceEqual("covered"u8) ? ShardKind.Turns
        : null;

    private void ThrowIfNewer(long? format)
    {
        if (format > Format) throw new UnsupportedFormatException(DisplayPath, format.Value);
    }

    private StoreUnavailableException OtherKind(ShardKind kind) => new(directory, kind == ShardKind.Turns
        ? $"'{name.FileName}' belongs to a standalone TurnJournal, whose records no store reads or removes."
        : $"'{name.FileName}' belongs to the journal of a FileSessionStore, whose records no standalone journal reads "
            + "or removes.");

    private string DisplayPath =>
        expected == ShardKind.Store ? $"{Storage.StoreDirectory.JournalName}/{name.FileName}" : name.FileName;
}
