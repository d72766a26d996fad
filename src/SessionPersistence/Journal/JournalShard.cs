using System.Globalization;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>The shard that this instance appends to: one file, pre-filled with line feeds that the records
/// overwrite.</summary>
/// <remarks>
/// Overwriting blocks that are written already spares each flush the file system's own journal commit, which a growing
/// file needs. Not thread safe: one leader at a time writes and flushes.
/// </remarks>
internal sealed class JournalShard : IDisposable
{
    /// <summary>The least that is written ahead at once. A large shard is filled in larger steps: every step costs one
    /// flush that grows the file.</summary>
    public const int FillBlock = 64 * 1024;

    /// <summary>The end of the flushed line feeds that only records which free or end something may use, so that they
    /// still fit when the disk is full.</summary>
    public const int Reserve = 64 * 1024;

    private const int LargestStep = 16 * FillBlock;

    // A failed write may have damaged every line that shares the last block of the device.
    private const int DeviceBlock = 4096;

    private static readonly byte[] LineFeeds = CreateLineFeeds();

    private readonly DurableFile _file;
    private readonly Queue<(long End, JournalLine Line)> _lastBlock = new();
    private long _filled;
    private long _length;
    private long _flushedFill;
    private long _flushedLength;

    private JournalShard(ShardName name, DurableFile file)
    {
        Name = name;
        Seed = name.Seed;
        _file = file;
    }

    public ShardName Name { get; }

    public uint Seed { get; }

    /// <summary>Gets the number of the last line that is flushed.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Gets where the next line goes, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Gets where the last flushed line ends, in bytes. For every thread.</summary>
    public long FlushedLength => Volatile.Read(ref _flushedLength);

    /// <summary>Gets the flushed records that share the last block of the device with the next write.</summary>
    public IEnumerable<JournalLine> LastBlock => _lastBlock.Select(entry => entry.Line);

    /// <summary>Creates a shard with its header, durable with its name.</summary>
    public static JournalShard Create(
        DurableFileSystem disk, string journalDirectory, ShardName name, string? headerMembers, DateTimeOffset now)
    {
        var path = Path.Join(journalDirectory, name.FileName);
        var file = OwnershipRule.CreateFile(disk, journalDirectory, path);
        var shard = new JournalShard(name, file);
        try
        {
            shard.WriteHeader(headerMembers, now);
            disk.FlushDirectory(journalDirectory);
            return shard;
        }
        catch
        {
            file.Dispose();
            Discard(disk, path);
            throw;
        }
    }

    /// <summary>Looks whether the file still has its name and its length, so that who opens it next finds what was
    /// flushed. One call to the system.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public bool IsInPlace() => _file.FindLengthByName() == _length;

    /// <summary>Goes through the lines that are acknowledged, also when the file has lost its name.</summary>
    public ShardScanner Scan() => ShardScanner.Over(_file, Name, FlushedLength);

    /// <summary>Whether so many bytes fit in what is flushed already.</summary>
    /// <param name="length">The bytes to be written.</param>
    /// <param name="useReserve">Whether the end that is kept free may be used.</param>
    public bool Fits(int length, bool useReserve) => Offset + length <= _flushedFill - (useReserve ? 0 : Reserve);

    /// <summary>Writes line feeds ahead, so that the next flush covers them too.</summary>
    /// <param name="length">The bytes that are about to be written.</param>
    public void FillAhead(int length)
    {
        while (_filled - Offset - length < FillBlock / 2 + Reserve)
        {
            var step = (int)Math.Clamp(Offset / 4 / FillBlock * FillBlock, FillBlock, LargestStep);
            WriteAhead(step);
        }
    }

    /// <summary>Writes and flushes lines; when it returns, they are durable.</summary>
    /// <param name="bytes">Whole lines; the first has the number after <see cref="LastNumber"/>.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes, Offset);
        Flush();
    }

    /// <summary>Goes on behind the lines that were appended last; from here on readers see them.</summary>
    public void Acknowledge(IReadOnlyList<JournalLine> lines)
    {
        Remember(lines);
        LastNumber += lines.Count;
    }

    /// <summary>Makes durable what was written, line feeds included.</summary>
    public void Flush()
    {
        _file.Flush();
        _flushedFill = _filled;
    }

    /// <summary>Ends the shard: a footer says that every line before it was flushed, and the line feeds behind it
    /// go.</summary>
    public void Close(DateTimeOffset now)
    {
        var buffer = new ByteBuffer();
        Begin(buffer, LastNumber + 1, "footer", now);
        JsonText.WriteNumber(buffer, ",\"last_n\":"u8, LastNumber);
        SealedLine.Seal(buffer, buffer.Written, Seed);
        _file.Write(buffer.Written, Offset);
        _file.SetLength(Offset + buffer.Length);
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Removes a shard that holds no record: the room that it takes may be the last.</summary>
    public static void Discard(DurableFileSystem disk, string path)
    {
        try
        {
            disk.DeleteFile(path);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // What led here is the error to tell of; the next start reads it as a shard without records.
        }
    }

    private void WriteHeader(string? members, DateTimeOffset now)
    {
        var buffer = new ByteBuffer();
        Begin(buffer, 1, "shard", now);
        JsonText.WriteText(buffer, string.Create(
            CultureInfo.InvariantCulture,
            $",\"shard\":\"{Name.Id}\",\"format\":1,\"seq\":{Name.Sequence},\"instance\":\"{Name.Instance}\","
            + $"\"host\":{JsonText.Quote(Environment.MachineName)},\"pid\":{Environment.ProcessId}"));
        if (members is not null) JsonText.WriteText(buffer, $",{members}");
        SealedLine.Seal(buffer, buffer.Written, Seed);
        _file.Write(LineFeeds.AsSpan(0, FillBlock + Reserve), 0);
        _file.Write(buffer.Written, 0);
        _length = _filled = FillBlock + Reserve;
        Flush();
        Advance(buffer.Length);
        LastNumber = 1;
    }

    private void WriteAhead(int step)
    {
        try
        {
            _file.Write(LineFeeds.AsSpan(0, step), _filled);
            _filled += step;
            _length = Math.Max(_length, _filled);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // A part of them may be there.
            _length = _file.Length;
            throw;
        }
    }

    private void Begin(ByteBuffer buffer, long number, string journalEvent, DateTimeOffset now) =>
        JsonText.WriteText(buffer, string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"version\":1,\"n\":{number},\"f\":{LastNumber},\"event\":\"{journalEvent}\","
            + $"\"created_at\":{JsonValue.FromInstant(now)}"));

    private void Remember(IReadOnlyList<JournalLine> lines)
    {
        var end = Offset;
        for (var i = 0; i < lines.Count; i++)
        {
            end += lines[i].Length;
            _lastBlock.Enqueue((end, lines[i]));
        }

        Advance(end - Offset);
        var blockStart = Offset / DeviceBlock * DeviceBlock;
        while (_lastBlock.TryPeek(out var oldest) && oldest.End <= blockStart) _lastBlock.Dequeue().Line.LetGo();
    }

    private void Advance(long length)
    {
        Offset += length;
        Volatile.Write(ref _flushedLength, Offset);
    }

    private static byte[] CreateLineFeeds()
    {
        var bytes = new byte[LargestStep];
        bytes.AsSpan().Fill((byte)'\n');
        return bytes;
    }
}
