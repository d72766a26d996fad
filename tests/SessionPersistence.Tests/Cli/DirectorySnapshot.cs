using System.Security.Cryptography;

namespace SessionPersistence.Tests.Cli;

/// <summary>Every entry below a directory, with the content and the time of each file.</summary>
internal static class DirectorySnapshot
{
    public static IReadOnlyList<string> Of(string directory) =>
    [
        .. Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(directory, path)} {Describe(path)}"),
    ];

    private static string Describe(string path) => Directory.Exists(path)
        ? "directory"
        : $"{File.GetLastWriteTimeUtc(path):O} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}";
}
