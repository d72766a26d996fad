using System.Runtime.CompilerServices;

namespace SessionPersistence.Tests.Support;

/// <summary>A directory of one test's own, gone when it is disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    private TempFolder(string path) => Root = path;

    public string Root { get; }

    public static TempFolder ForCaller([CallerMemberName] string caller = "")
    {
        var name = $"{caller[..Math.Min(caller.Length, 60)]}-{Guid.NewGuid():n}";
        return new(
            Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "SessionPersistence.Tests", name)).FullName);
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Returns the names in the directory, sorted.</summary>
    public string[] Names() => [.. Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
