namespace SessionPersistence.Storage;

// Follows links, which the disk of a store never does: for files that are not a store's.
#pragma warning disable RS0030

/// <summary>What a symbolic link leads to.</summary>
internal static class LinkTarget
{
    /// <summary>Returns the path behind all links; the path itself where it is none.</summary>
    /// <exception cref="IOException">The links go in a circle, or cannot be read.</exception>
    public static string Of(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
