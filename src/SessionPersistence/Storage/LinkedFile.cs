namespace SessionPersistence.Storage;

/// <summary>Says that a name of a store is a link, or a device or a pipe: never followed, read or replaced.</summary>
internal static class LinkedFile
{
    /// <summary>What is said of the name of a file.</summary>
    public const string Detail =
        "It is a link (or no regular file): what it leads to is neither read nor written, and the link is left as it "
        + "is. Put the file itself in its place.";

    /// <summary>What is said of the name of a directory.</summary>
    public const string DirectoryDetail =
        "It is a link, and a store follows none inside its directory. Put the directory itself in its place.";

    /// <summary>Throws if the name is a link, instead of the system's word for one that is not followed.</summary>
    /// <exception cref="IOException">It is, or that cannot be seen.</exception>
    public static void ThrowIfIs(DurableFileSystem disk, string path)
    {
        if (disk.FindEntry(path) is { Kind: FileSystemEntryKind.Other }) throw Refusal(path);
    }

    /// <summary>Makes the error of a name that is one.</summary>
    public static IOException Refusal(string path) => new($"'{path}' cannot be used. {Detail}");
}
