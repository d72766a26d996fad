using System.Buffers;
using System.Globalization;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>Every deletion that ever was, one sealed line each: the checkpoint of all <c>deleted</c> records. Lines are
/// never dropped.</summary>
/// <remarks>
/// <c>{"version":1,"session_id":"…","life":"…","deleted_at":…,"revision":…,"message_count":…,"crc":"…"}</c>, sealed
/// with the seed text <c>ledger</c>. The file is replaced as a whole, behind the journal. A damaged line stays where it
/// is.
/// </remarks>
internal sealed class DeletionLedgerFile
{
    public const string FileName = "_deleted.jsonl";

    private static readonly uint Seed = SealedLine.Seed("ledger");

    private readonly Lock _gate = new();
    private readonly Lock _saveGate = new();
    private readonly List<ReadOnlyMemory<byte>> _lines = [];
    private readonly Dictionary<(SessionId Id, string Life), DeletedSession> _deletions = [];
    private readonly HashSet<(SessionId Id, string Life)> _durable = [];

    /// <summary>Gets where damaged lines start, in bytes.</summary>
    public IReadOnlyList<long> DamagedOffsets { get; private set; } = [];

    public IReadOnlyList<DeletedSession> Deletions
    {
        get
        {
            lock (_gate) return [.. _deletions.Values];
        }
    }

    /// <summary>Reads the ledger; an empty one where there is no file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DeletionLedgerFile Read(StoreDirectory directory)
    {
        var ledger = new DeletionLedgerFile();
        var path = directory.PathOf(FileName);
        if (directory.Disk.FindEntry(path) is null) return ledger;

        // A link or a directory of that name fails here: without the ledger, what was deleted is unknown.
        LinkedFile.ThrowIfIs(directory.Disk, path);
        ledger.Load(FileContent.Read(directory.Disk, path));
        return ledger;
    }

    /// <summary>Whether the line of a deletion is durable: its record is no longer needed.</summary>
    public bool IsDurable(SessionId id, string life)
    {
        lock (_gate) return _durable.Contains((id, life));
    }

    /// <summary>Adds a deletion; durable after <see cref="Save"/>.</summary>
    /// <returns><see langword="false"/> when it is there already.</returns>
    public bool Add(DeletedSession deletion)
    {
        lock (_gate)
        {
            if (!_deletions.TryAdd((deletion.SessionId, deletion.Life), deletion)) return false;

            _lines.Add(Format(deletion));
            return true;
        }
    }

    /// <summary>Makes every deletion that was added durable.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public void Save(StoreDirectory directory)
    {
        // One at a time: an older picture of the lines must not take the name after a newer one.
        lock (_saveGate) SaveLocked(directory);
    }

    private void SaveLocked(StoreDirectory directory)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<(SessionId, string)> saved;
        lock (_gate)
        {
            if (_durable.Count == _deletions.Count) return;

            saved = [.. _deletions.Keys];
            foreach (var line in _lines)
            {
                buffer.Write(line.Span);
                buffer.Write("\n"u8);
            }
        }

        AtomicFile.Replace(directory.Disk, directory.Root, FileName, buffer.WrittenSpan);
        lock (_gate) _durable.UnionWith(saved);
    }

    private void Load(ReadOnlyMemory<byte> bytes)
    {
        var damaged = new List<long>();
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.Span[start..].IndexOf((byte)'\n');
            var line = length < 0 ? bytes[start..] : bytes.Slice(start, length);
            var offset = start;
            start += line.Length + 1;
            if (line.IsEmpty) continue;

            _lines.Add(line);
            if (SealedLine.Verify(line.Span, Seed) && Parse(SealedLine.Content(line).Span) is { } deletion)
            {
                _deletions[(deletion.SessionId, deletion.Life)] = deletion;
                _durable.Add((deletion.SessionId, deletion.Life));
            }
            else
            {
                damaged.Add(offset);
            }
        }

        DamagedOffsets = damaged;
    }

    private static DeletedSession? Parse(ReadOnlySpan<byte> line)
    {
        if (!SessionId.TryParse(JsonValue.AsString(JsonMembers.Find(line, "session_id"u8)), out var id)) return null;
        if (JsonValue.AsString(JsonMembers.Find(line, "life"u8)) is not { } life) return null;

        return new()
        {
            SessionId = id,
            Life = life,
            DeletedAt = JsonValue.AsInstant(JsonMembers.Find(line, "deleted_at"u8)) ?? default,
            Revision = JsonValue.AsInteger(JsonMembers.Find(line, "revision"u8)) ?? 0,
            MessageCount = (int)(JsonValue.AsInteger(JsonMembers.Find(line, "message_count"u8)) ?? 0),
            Reason = JsonValue.AsString(JsonMembers.Find(line, "reason"u8)),
            KeptUntil = JsonValue.AsInstant(JsonMembers.Find(line, "kept_until"u8)),
        };
    }

    private static ReadOnlyMemory<byte> Format(DeletedSession deletion)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        JsonText.WriteText(buffer, string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"version\":1,\"session_id\":\"{deletion.SessionId}\",\"life\":\"{deletion.Life}\","
            + $"\"deleted_at\":{JsonValue.FromInstant(deletion.DeletedAt)},\"revision\":{deletion.Revision},"
            + $"\"message_count\":{deletion.MessageCount}"));
        if (deletion.Reason is { } reason) JsonText.WriteText(buffer, $",\"reason\":{JsonText.Quote(reason)}");
        if (deletion.KeptUntil is { } until)
            JsonText.WriteText(buffer, $",\"kept_until\":{JsonValue.FromInstant(until)}");

        SealedLine.Seal(buffer, buffer.WrittenSpan, Seed);
        return buffer.WrittenMemory[..^1];
    }
}
