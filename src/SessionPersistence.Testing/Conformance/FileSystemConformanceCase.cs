using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>One thing that every <see cref="DurableFileSystem"/> must do.</summary>
/// <param name="Name">What it does, as a sentence; unique, and kept from version to version.</param>
/// <param name="Needs">What a file system must claim for the case to be about it.</param>
/// <param name="RunAsync">Tries it on a file system, in a directory of it that exists and is empty. Throws
/// <see cref="FileSystemConformanceException"/> when it does otherwise.</param>
public sealed record FileSystemConformanceCase(
    string Name,
    FileSystemCapabilities Needs,
    Func<DurableFileSystem, string, Task> RunAsync)
{
    /// <summary>Returns whether a file system claims what the case is about.</summary>
    /// <param name="fileSystem">The file system.</param>
    public bool IsFor(DurableFileSystem fileSystem)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        return (fileSystem.Capabilities & Needs) == Needs;
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
