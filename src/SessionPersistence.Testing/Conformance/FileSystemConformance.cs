using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>What a <see cref="DurableFileSystem"/> promises, as cases that any test framework can run.</summary>
/// <remarks>
/// A case is run only on a file system that claims what the case needs (<see cref="FileSystemConformanceCase.IsFor"/>).
/// Where platforms differ, such as in what may be done to a file that is open, a case allows the refusal but not a
/// change beside it. The loss of power is not tried: that is <see cref="CrashFileSystem"/>'s.
/// </remarks>
/// <example>
/// <code>
/// foreach (var conformance in FileSystemConformance.Cases.Where(c => c.IsFor(fileSystem)))
///     await conformance.RunAsync(fileSystem, NewEmptyDirectory());
/// </code>
/// </example>
public static partial class FileSystemConformance
{
    /// <summary>Gets all cases, in a fixed order.</summary>
    public static IReadOnlyList<FileSystemConformanceCase> Cases { get; } =
    [
        .. Contents(), .. Directories(), .. Names(), .. Stamps(), .. Ownerships(), .. OpenFiles(), .. Locks(),
        .. Races(),
    ];

    private static FileSystemConformanceCase Case(
        string name,
        Action<ConformanceFolder> run,
        FileSystemCapabilities needs = FileSystemCapabilities.None) =>
        new(name, needs, (disk, directory) =>
        {
            run(new ConformanceFolder(disk, directory));
            return Task.CompletedTask;
        });

    private static FileSystemConformanceCase Race(string name, Func<ConformanceFolder, Task> run) =>
        new(name, FileSystemCapabilities.None, (disk, directory) => run(new ConformanceFolder(disk, directory)));
}
