namespace SessionPersistence.Storage;

/// <summary>Makes directories whose names are durable.</summary>
internal static class DirectoryPath
{
    /// <summary>Makes a directory and those above it that are missing; when it returns, their names are
    /// durable.</summary>
    /// <exception cref="IOException">One of them cannot be made, or is a file.</exception>
    public static void EnsureExists(DurableFileSystem disk, string path)
    {
        if (IsDirectory(disk, path))
        {
            FlushNameOfExisting(disk, path);
            return;
        }

        var parent = ParentOf(path);
        if (parent is not null) EnsureExists(disk, parent);

        OwnershipRule.CreateDirectory(disk, parent, path);
        if (parent is not null) disk.FlushDirectory(parent);
    }

    private static bool IsDirectory(DurableFileSystem disk, string path)
    {
        switch (disk.FindEntry(path)?.Kind)
        {
            case null:
                return false;
            case FileSystemEntryKind.Directory:
                return true;
            case FileSystemEntryKind.Other:
                // A link to a directory serves as one; listing anything else fails.
                disk.ListDirectory(path);
                return true;
            default:
                throw new IOException($"'{path}' is a file.");
        }
    }

    /// <summary>An opening that was killed may have made this directory, and only this one, without flushing its
    /// name.</summary>
    private static void FlushNameOfExisting(DurableFileSystem disk, string path)
    {
        if (ParentOf(path) is not { } parent) return;

        try
        {
            disk.FlushDirectory(parent);
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's directory: what may not be read there was not made by us.
        }
        catch (IOException exception) when (exception.HResult is Errno.ReadOnlyFileSystem or Errno.Invalid)
        {
            // A read-only image with a volume mounted in it: nothing was made there.
        }
    }

    private static string? ParentOf(string path) =>
        Path.GetDirectoryName(path) switch
        {
            null => null,
            "" => ".",
            var parent => parent,
        };
}
