using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>Goes through the lines of a shard, and looks at the seal of each.</summary>
internal sealed class ShardScanner : IDisposable
{
    private readonly DurableFile _file;
    private readonly bool _ownsFile;
    private readonly uint _seed;
    private readonly LineReader _lines;

    private ShardScanner(DurableFile file, ShardName name, long length, bool ownsFile) =>
        (_file, _seed, Length, _ownsFile, _lines) = (file, name.Seed, length, ownsFile, new(file, length));

    /// <summary>Gets how many bytes are read.</summary>
    public long Length { get; }

    /// <inheritdoc cref="LineReader.LineNumber"/>
    public long LineNumber => _lines.LineNumber;

    /// <inheritdoc cref="LineReader.Offset"/>
    public long Offset => _lines.Offset;

    /// <summary>Gets whether the seal of the line is right.</summary>
    public bool IsIntact { get; private set; }

    /// <inheritdoc cref="LineReader.Line"/>
    public ReadOnlyMemory<byte> Line => _lines.Line;

    /// <summary>Gets what an intact line holds: the object without its seal and closing brace; valid until the next
    /// step.</summary>
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
    public static ShardScanner Over(DurableFile file, ShardName name, long length) =>
        new(file, name, length, ownsFile: false);

    /// <inheritdoc cref="LineReader.MoveNext"/>
    public bool MoveNext()
    {
        if (!_lines.MoveNext()) return false;

        IsIntact = SealedLine.Verify(Line.Span, _seed);
        return true;
    }

    public void Dispose()
    {
        if (_ownsFile) _file.Dispose();
        _lines.Dispose();
    }
}
