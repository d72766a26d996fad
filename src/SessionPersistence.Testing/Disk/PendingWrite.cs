namespace SessionPersistence.Testing.Disk;

/// <summary>A write or a cut that the device has not been asked to keep yet.</summary>
/// <param name="Index">The operation of the trace that made it.</param>
/// <param name="Offset">Bytes from the start of the file; the new length of a cut.</param>
/// <param name="Length">The number of bytes written.</param>
internal sealed record PendingWrite(int Index, long Offset, long Length)
{
    private readonly byte[] _bytes = [];

    public long End => Offset + Length;

    public bool IsCut => Length == 0;

    /// <summary>Gets the one byte that was written over and over, as when a journal is pre-filled; its bytes are not
    /// kept then.</summary>
    public byte? Uniform { get; private init; }

    public static PendingWrite Cut(int index, long length) => new(index, length, 0);

    public static PendingWrite Of(int index, long offset, ReadOnlySpan<byte> bytes) =>
        new(index, offset, bytes.Length, bytes);

    private PendingWrite(int index, long offset, long length, ReadOnlySpan<byte> bytes)
        : this(index, offset, length)
    {
        if (bytes.Length > Page.Size && !bytes.ContainsAnyExcept(bytes[0]))
            Uniform = bytes[0];
        else
            _bytes = bytes.ToArray();
    }

    public PagedBytes Apply(PagedBytes content) =>
        IsCut ? content.SetLength(Math.Min(Offset, content.Length)) : Apply(content, 0, Length);

    /// <summary>Applies the bytes from <paramref name="start"/> to <paramref name="end"/>, counted from the start of
    /// the write.</summary>
    public PagedBytes Apply(PagedBytes content, long start, long end)
    {
        var (from, to) = (Math.Max(start, 0), Math.Min(end, Length));
        if (from >= to)
            return content;
        return Uniform is { } value
            ? content.Fill(Offset + from, to - from, value)
            : content.Write(Offset + from, _bytes.AsSpan((int)from, (int)(to - from)));
    }

    /// <summary>Returns where newlines end, counted from the start of the write.</summary>
    public IEnumerable<long> LineEnds()
    {
        for (var at = 0; at < _bytes.Length; at++)
        {
            if (_bytes[at] == (byte)'\n')
                yield return at + 1;
        }
    }
}
