using System.IO.Abstractions;
using System.Runtime.CompilerServices;

namespace SessionPersistence;

/// <summary>What all views of one file system share.</summary>
internal sealed class SharedFiles
{
    // All instances of the real one are the same disk.
    private static readonly SharedFiles Disk = new();
    private static readonly ConditionalWeakTable<IFileSystem, SharedFiles> Doubles = [];

    private static StringComparer PathComparer =>
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public Lock Gate { get; } = new();

    /// <summary>Gets the locks of a double that are held, by full path.</summary>
    public Dictionary<string, Stream> Locks { get; } = new(PathComparer);

    /// <summary>Gets the files that someone is writing, by full path.</summary>
    public Dictionary<string, FileBytes> Written { get; } = new(PathComparer);

    public static SharedFiles Of(IFileSystem fileSystem, bool isDisk) =>
        isDisk ? Disk : Doubles.GetValue(fileSystem, static _ => new());

    /// <summary>The file of a name is gone, but not for those who have it open.</summary>
    public void Unname(string path)
    {
        if (Written.Remove(path, out var file)) file.Path = null;
    }

    public void Rename(string from, string to)
    {
        Unname(to);
        if (!Written.Remove(from, out var file)) return;

        file.Path = to;
        Written.Add(to, file);
    }
}
