using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Standalone;

/// <summary>The shards that one reading goes through: open from its start, so that none is removed under it.</summary>
internal sealed class OpenShards : IDisposable
{
    private readonly List<(ShardName Name, DurableFile File, long Length)> _shards = [];

    /// <summary>Opens shards. One that is gone was not needed any more.</summary>
    /// <exception cref="IOException">One cannot be opened.</exception>
    public static OpenShards Of(DurableFileSystem disk, string directory, IReadOnlyList<ShardExtent> extents)
    {
        var shards = new OpenShards();
        try
        {
            foreach (var (name, length) in extents)
            {
                if (TryOpen(disk, Path.Join(directory, name.FileName)) is not { } file) continue;

                shards._shards.Add((name, file, 0));
                shards._shards[^1] = (name, file, length ?? file.Length);
            }

            return shards;
        }
        catch
        {
            shards.Dispose();
            throw;
        }
    }

    /// <summary>Goes through the shards, oldest first.</summary>
    public IEnumerable<(ShardScanner Scanner, ShardName Name)> Scan()
    {
        foreach (var (name, file, length) in _shards)
        {
            using var scanner = ShardScanner.Over(file, name, length);
            yield return (scanner, name);
        }
    }

    public void Dispose()
    {
        foreach (var (_, file, _) in _shards) file.Dispose();
    }

    private static DurableFile? TryOpen(DurableFileSystem disk, string path)
    {
        try
        {
            return disk.OpenFile(path);
        }
        catch (FileNotFoundException e) when (DiskFault.Is(e))
        {
            return null;
        }
    }
}
