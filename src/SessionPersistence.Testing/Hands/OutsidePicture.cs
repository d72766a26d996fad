using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

/// <summary>The files under the directory as they were at one step of a scenario.</summary>
public sealed class OutsidePicture
{
    private readonly CrashSnapshot _snapshot;
    private IReadOnlyList<OutsideFile>? _files;

    internal OutsidePicture(string step, CrashSnapshot snapshot, string directory) =>
        (Step, _snapshot, Directory) = (step, snapshot, directory);

    /// <summary>Gets the name of the step.</summary>
    public string Step { get; }

    /// <summary>Gets the path of the directory.</summary>
    public string Directory { get; }

    /// <summary>Gets the files, sorted by name.</summary>
    public IReadOnlyList<OutsideFile> Files => _files ??= OutsideFile.In(
        DiskFiles.Under(_snapshot.State, DiskPath.Parse(Directory, _snapshot.Habits.Windows)));

    internal bool IsSameAs(OutsidePicture other) => Files.Select(file => (file.Name, file.FileId, file.ContentHash))
        .SequenceEqual(other.Files.Select(file => (file.Name, file.FileId, file.ContentHash)));

    /// <summary>Gives a disk that has them, apart from every other: what another device got by then.</summary>
    public CrashFileSystem Mount() => _snapshot.ProcessKill();
}
