using System.Security.Cryptography;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>The folder that holds everything a run writes. Nothing in it is deleted before the end of the
/// run.</summary>
/// <remarks>
/// A file system may be slow to reuse what was deleted a moment ago (ext4 without a journal skips such an inode for a
/// minute, one by one): a benchmark that deletes between rounds measures that.
/// </remarks>
internal sealed class WorkFolder : IDisposable
{
    private int _lastNumber;

    private WorkFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes a new folder below a directory.</summary>
    public static WorkFolder Create(string parent)
    {
        var path = System.IO.Path.Join(
            System.IO.Path.GetFullPath(parent),
            $"benchmark-files-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        return new(Directory.CreateDirectory(path).FullName);
    }

    /// <summary>Makes an empty folder in it.</summary>
    public string NewFolder(string name) =>
        Directory.CreateDirectory(
            System.IO.Path.Join(Path, $"{Interlocked.Increment(ref _lastNumber):D3}-{name}")).FullName;

    /// <summary>Removes it with everything in it.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
