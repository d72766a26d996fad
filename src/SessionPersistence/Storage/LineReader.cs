using System.Buffers;

namespace SessionPersistence.Storage;

/// <summary>Goes through the lines of a file over one pooled buffer, which grows to the longest of them. Blank lines
/// are skipped.</summary>
/// <remarks>Framing is on the byte <c>\n</c> alone: nothing that a text may hold splits a line.</remarks>
/// <param name="file">The file; it stays open.</param>
/// <param name="length">How many bytes of it to read.</param>
internal sealed class LineReader(DurableFile file, long length) : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private long _bufferOffset;
    private int _start;
    private int _filled;
    private int _lineStart;
    private int _lineLength;

    /// <summary>Gets the number of the line in the file, from 1, blank ones counted.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Gets where the line starts, in bytes from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Gets the line, without its line feed; valid until the next step.</summary>
    public ReadOnlyMemory<byte> Line => _buffer.AsMemory(_lineStart, _lineLength);

    /// <summary>Goes to the next line that is not blank.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool MoveNext()
    {
        while (SkipBlankLines())
        {
            var length = LengthOfLine();
            var line = _buffer.AsSpan(_start, length);
            LineNumber++;
            Offset = _bufferOffset + _start;
            (_lineStart, _lineLength) = Trimmed(_start, line);
            _start = Math.Min(_start + length + 1, _filled);
            if (_lineLength > 0) return true;
        }

        return false;
    }

    public void Dispose()
    {
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
        if (position >= length) return false;

        var kept = _filled - _start;
        if (kept == _buffer.Length) Grow(kept);
        else if (_start > 0) _buffer.AsSpan(_start, kept).CopyTo(_buffer);

        (_bufferOffset, _start) = (_bufferOffset + _start, 0);
        var read = file.Read(_buffer.AsSpan(kept, (int)Math.Min(_buffer.Length - kept, length - position)), position);
        _filled = kept + read;
        return read > 0;
    }

    private void Grow(int kept)
    {
        if (_buffer.Length >= Array.MaxLength / 2)
            throw new IOException($"A line has more than {_buffer.Length} bytes, too many to be read at once.");

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_start, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
