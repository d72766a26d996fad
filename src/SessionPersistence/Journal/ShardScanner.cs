using System.Buffers;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>Goes through the lines of a shard over one pooled buffer, which grows to the longest of them. Blank lines are skipped.</summary>
/// <remarks>Framing is on the byte <c>\n</c> alone: nothing that a text may hold splits a line.</remarks>
internal sealed class ShardScanner : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private readonly DurableFile _file;
    private readonly bool _ownsFile;
    private readonly uint _seed;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private long _bufferOffset;
    private int _start;
    private int _filled;
    private int _lineStart;
    private int _lineLength;

    private ShardScanner(DurableFile file, ShardName name, long length, bool ownsFile) =>
        (_file, _seed, Length, _ownsFile) = (file, name.Seed, length, ownsFile);

    /// <summary>Gets how many bytes are read.</summary>
    public long Length { get; }

    /// <summary>Gets the number of the line in the file, from 1, blank ones counted.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Gets where the line starts, in bytes from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Gets whether the seal of the line is right.</summary>
    public bool IsIntact { get; private set; }

    /// <summary>Gets the line, without its line feed; valid until the next step.</summary>
    public ReadOnlyMemory<byte> Line => _buffer.AsMemory(_lineStart, _lineLength);

    /// <summary>Gets what an intact line holds: the object without its seal and closing brace; valid until the next step.</summary>
    public ReadOnlyMemory<byte> Content => SealedLine.Content(Line);

    /// <summary>Opens a shard.</summary>
    /// <param name="disk">The file system.</param>
    /// <param name="path">Where the shard is.</param>
    /// <param name="name">Its name, which seeds the checksums.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static ShardScanner Open(DurableFileSystem disk, string path, ShardName name)
    {
        var file = disk.OpenFile(path);
        try
        {
            return new(file, name, file.Length, ownsFile: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Scans a file that is open, and stays so.</summary>
    /// <param name="file">The shard.</param>
    /// <param name="name">Its name, which seeds the checksums.</param>
    /// <param name="length">How many bytes of it to read.</param>
    public static ShardScanner Over(DurableFile file, ShardName name, long length) => new(file, name, length, ownsFile: false);

    /// <summary>Goes to the next line that is not blank.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool MoveNext()
    {
        while (true)
        {
            if (!SkipBlankLines()) return false;

            var length = LengthOfLine();
            var line = _buffer.AsSpan(_start, length);
            LineNumber++;
            Offset = _bufferOffset + _start;
            (_lineStart, _lineLength) = Trimmed(_start, line);
            _start = Math.Min(_start + length + 1, _filled);
            if (_lineLength == 0) continue;

            IsIntact = SealedLine.Verify(Line.Span, _seed);
            return true;
        }
    }

    public void Dispose()
    {
        if (_ownsFile) _file.Dispose();
        if (_buffer.Length == 0) return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    // What editors and transfers add around lines that they leave as they are.
    private static (int Start, int Length) Trimmed(int start, ReadOnlySpan<byte> line)
    {
        var mark = line.StartsWith("\uFEFF"u8) ? 3 : 0;
        var end = line is [.., (byte)'\r'] ? line.Length - 1 : line.Length;
        return (start + mark, Math.Max(0, end - mark));
    }

    private bool SkipBlankLines()
    {
        while (true)
        {
            var blank = _buffer.AsSpan(_start.._filled).IndexOfAnyExcept((byte)'\n');
            var skipped = blank < 0 ? _filled - _start : blank;
            _start += skipped;
            LineNumber += skipped;
            if (blank >= 0) return true;
            if (!Read()) return false;
        }
    }

    // The last line may lack its line feed.
    private int LengthOfLine()
    {
        for (var searched = 0; ;)
        {
            var end = _buffer.AsSpan((_start + searched).._filled).IndexOf((byte)'\n');
            if (end >= 0) return searched + end;

            searched = _filled - _start;
            if (!Read()) return searched;
        }
    }

    // Keeps what is not done yet, at the front.
    private bool Read()
    {
        var position = _bufferOffset + _filled;
        if (position >= Length) return false;

        var kept = _filled - _start;
        if (kept == _buffer.Length) Grow(kept);
        else if (_start > 0) _buffer.AsSpan(_start, kept).CopyTo(_buffer);

        (_bufferOffset, _start) = (_bufferOffset + _start, 0);
        var read = _file.Read(_buffer.AsSpan(kept, (int)Math.Min(_buffer.Length - kept, Length - position)), position);
        _filled = kept + read;
        return read > 0;
    }

    private void Grow(int kept)
    {
        if (_buffer.Length >= Array.MaxLength / 2) throw new IOException($"A line has more than {_buffer.Length} bytes, too many to be read at once.");

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_start, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
