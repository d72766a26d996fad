namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Rival: a file for each writer, which grows; it is kept open, written, and flushed once for every
/// line.</summary>
internal sealed class GrowingFiles : IAppender
{
    private readonly RawFile[] _files;
    private readonly long[] _lengths;
    private readonly byte[] _line;

    /// <param name="directory">Where the files are made.</param>
    /// <param name="line">What is appended each time.</param>
    /// <param name="writers">How many files there are.</param>
    public GrowingFiles(string directory, byte[] line, int writers)
    {
        _files =
            [.. Enumerable.Range(0, writers).Select(writer => RawFile.Create(Path.Join(directory, $"{writer}.jsonl")))];
        _lengths = new long[writers];
        _line = line;
    }

    public long? Flushes => _lengths.Sum() / _line.Length;

    public ValueTask AppendAsync(int writer)
    {
        _files[writer].Write(_line, _lengths[writer]);
        _files[writer].Flush();
        _lengths[writer] += _line.Length;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var file in _files) file.Dispose();
        return ValueTask.CompletedTask;
    }
}
