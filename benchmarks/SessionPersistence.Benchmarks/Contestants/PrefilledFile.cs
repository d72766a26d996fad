namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Rival: overwrites line feeds that were written and flushed before anything is measured. The least that a
/// durable append can cost.</summary>
internal sealed class PrefilledFile : IAppender
{
    private const int Step = 1024 * 1024;

    private readonly RawFile _file;
    private readonly byte[] _line;
    private long _offset;
    private long _flushes;

    /// <param name="directory">Where the file is made.</param>
    /// <param name="line">What is appended each time.</param>
    /// <param name="appends">How often that will happen.</param>
    public PrefilledFile(string directory, byte[] line, long appends)
    {
        _file = RawFile.Create(Path.Join(directory, "prefilled.jsonl"));
        _line = line;
        Fill(line.Length * appends);
    }

    public long? Flushes => _flushes;

    public ValueTask AppendAsync(int writer)
    {
        _file.Write(_line, _offset);
        _file.Flush();
        _offset += _line.Length;
        _flushes++;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fill(long length)
    {
        var lineFeeds = new byte[Step];
        lineFeeds.AsSpan().Fill((byte)'\n');
        for (var offset = 0L; offset < length; offset += Step) _file.Write(lineFeeds, offset);
        _file.Flush();
    }
}
