using System.Buffers;
using System.Buffers.Text;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>What a row of the index says, of those that this store wrote: what a list shows of a session, and which
/// file that was read from.</summary>
/// <remarks>
/// Of the columns those are kept that say something, as raw JSON, and read where they are needed: there may be very
/// many rows in memory. <see langword="default"/> is no row: it matches no file and knows no life.
/// </remarks>
internal readonly struct IndexRow
{
    private readonly ReadOnlyMemory<byte> _members;
    private readonly uint _seal;

    private IndexRow(ReadOnlyMemory<byte> members, uint seal) => (_members, _seal) = (members, seal);

    /// <summary>Gets the seed of the seal, so that a line of a shard or of the ledger is no row.</summary>
    public static uint Seed { get; } = SealedLine.Seed("index");

    public bool IsEmpty => _members.IsEmpty;

    /// <summary>Gets the life of the session, if the store had given it one.</summary>
    public string? Life => JsonValue.AsString(Find("life"u8));

    /// <summary>Gets the revision that the list showed; 0 when there is no row. No write takes its number from
    /// here.</summary>
    public long Revision => JsonValue.AsInteger(Find("revision"u8)) ?? 0;

    /// <summary>Gets the number of messages of the file that the row was made from.</summary>
    public int MessageCount => (int)(JsonValue.AsInteger(Find("message_count"u8)) ?? 0);

    /// <summary>Gets when the session was last written, by the row.</summary>
    public DateTimeOffset UpdatedAt => JsonValue.AsInstant(Find("updated_at"u8)) ?? CreatedAt;

    /// <summary>Gets when the session was created, by the row.</summary>
    public DateTimeOffset CreatedAt => JsonValue.AsInstant(Find("created_at"u8)) ?? DateTimeOffset.UnixEpoch;

    /// <summary>Gets the file that the row was made from, if it says all that the file does.</summary>
    public DocumentStamp? File =>
        JsonValue.AsInteger(Find("length"u8)) is { } length && JsonValue.AsInstant(Find("mtime"u8)) is { } written
            && Utf8Parser.TryParse(Find("inode"u8), out ulong fileId, out _)
            ? new(Revision, length, written, fileId, IsForeign: Life is null) { IsVerified = IsVerified, Crc = Crc }
            : null;

    /// <summary>Gets the CRC-32C of the file that the row was made from, if this store wrote the file and the
    /// row.</summary>
    public uint? Crc => JsonValue.AsCrc(Find("content_crc"u8));

    /// <summary>Gets whether the whole of the file was looked at.</summary>
    public bool IsVerified => Find("unverified"u8).IsEmpty;

    /// <summary>Reads a line of the index.</summary>
    /// <param name="line">The line, without what separates it from the next.</param>
    /// <param name="buffer">Where to put the row together.</param>
    /// <param name="id">The session that it names.</param>
    /// <param name="row">What it says; it does not keep the line.</param>
    /// <returns><see langword="false"/> when another program wrote the line, or it is damaged.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> line, ArrayBufferWriter<byte> buffer, out SessionId id, out IndexRow row)
    {
        (id, row) = (default, default);
        if (!SealedLine.Verify(line, Seed)) return false;

        buffer.ResetWrittenCount();
        var members = new JsonMembers(line);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual("session_id"u8))
                _ = SessionId.TryParse(JsonValue.AsString(members.Value), out id);
            else if (!IndexColumns.SaysNothing(members.Name, members.Value))
                Add(buffer, line[members.NameRange], members.Value);
        }

        row = new(buffer.WrittenSpan.ToArray(), SealedLine.CrcOf(line));
        return id != default && row.Revision > 0;
    }

    /// <summary>Whether a line is the one that this was read from.</summary>
    public bool IsOf(ReadOnlySpan<byte> line) => !IsEmpty && SealedLine.CrcOf(line) == _seal;

    /// <summary>Whether a file is the one that the row was made from, so that it need not be read.</summary>
    public bool Matches(FileSystemEntry file) => file.Kind == FileSystemEntryKind.File && File?.Matches(file) == true;

    /// <summary>Returns the same row of a file of which the whole was looked at.</summary>
    public IndexRow Verified()
    {
        var kept = new ArrayBufferWriter<byte>();
        var members = JsonMembers.WithoutBraces(_members.Span);
        while (members.MoveNext())
        {
            if (!members.Name.SequenceEqual("unverified"u8))
                Add(kept, _members.Span[members.NameRange], members.Value);
        }

        return new(kept.WrittenSpan.ToArray(), seal: 0);
    }

    /// <summary>Returns the raw value of a column; empty when there is none, or it says nothing.</summary>
    public ReadOnlySpan<byte> Find(scoped ReadOnlySpan<byte> name)
    {
        var members = JsonMembers.WithoutBraces(_members.Span);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual(name)) return members.Value;
        }

        return default;
    }

    /// <summary>Returns the head of the document that the row was made from, as far as a list shows it.</summary>
    public SessionHead ToHead(SessionId id)
    {
        var isUntitled = !Find("untitled"u8).IsEmpty;
        var result = new List<(string, ReadOnlyMemory<byte>)>();
        var members = JsonMembers.WithoutBraces(_members.Span);
        while (members.MoveNext())
        {
            var name = MemberOrder.NameOf(_members.Span[members.NameRange]);
            if (MemberOrder.IsMetadata(name) && !(isUntitled && name == "title"))
                result.Add((name, _members[members.ValueRange]));
        }

        return new() { Id = id, Life = Life, Revision = Revision, MessageCount = MessageCount,
            Members = MemberList.Create(result), IsPartial = true };
    }

    private static void Add(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> value)
    {
        if (buffer.WrittenCount > 0) buffer.Write(","u8);
        buffer.Write(rawName);
        buffer.Write(":"u8);
        buffer.Write(value);
    }
}
