using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>What an outside action has before it: the directory now and as it was at each earlier step, and the verbs
/// that other programs have.</summary>
/// <remarks>The verbs go past everything that a <see cref="CrashFileSystem"/> notes or makes fail, are durable at once,
/// and do not mind who has a file open. Names are relative to the directory.</remarks>
public sealed class OutsideScene
{
    private readonly OutsideRun _run;

    internal OutsideScene(OutsideRun run, OutsideHandsOptions options, IReadOnlyList<OutsidePicture> earlier)
    {
        (_run, Options, Earlier) = (run, options, earlier);
    }

    /// <summary>Gets the disk.</summary>
    public CrashFileSystem Disk => _run.FileSystem;

    /// <summary>Gets the directory at the earlier steps, oldest first.</summary>
    public IReadOnlyList<OutsidePicture> Earlier { get; }

    /// <summary>Gets the files under the directory now, sorted by name.</summary>
    public IReadOnlyList<OutsideFile> Files => Disk.ReadFiles(Options.Directory);

    internal OutsideHandsOptions Options { get; }

    internal OutsideRun Run => _run;

    /// <summary>Returns the first file with a <see cref="OutsideFile.PlainName"/>.</summary>
    public OutsideFile Find(string plainName) => Files.First(file => file.PlainName == plainName);

    /// <summary>Removes a file, or a directory with all that is in it; the directory itself when the name is
    /// empty.</summary>
    public void Remove(string name) => Disk.RemoveFromOutside(PathOf(name));

    /// <summary>Renames a file or a directory, over what has the new name.</summary>
    public void Move(string name, string newName) => Disk.MoveFromOutside(PathOf(name), PathOf(newName));

    /// <summary>Renames a file or a directory to a name beside it that ends in <c>.aside</c>.</summary>
    public void MoveAside(string name) => Disk.MoveFromOutside(PathOf(name), PathOf(name) + ".aside");

    /// <summary>Moves a file out of the directory, as when a disk is not mounted.</summary>
    public void TakeAway(string name) => Disk.MoveFromOutside(PathOf(name), Away(name));

    /// <summary>Moves a file or a directory out of the directory, and leaves a symbolic link to it.</summary>
    public void LeaveLink(string name)
    {
        TakeAway(name);
        Disk.SeedLink(PathOf(name), Away(name));
    }

    /// <summary>Moves it back, unless its name was given away in the meantime.</summary>
    public void BringBack(string name)
    {
        if (Files.All(file => file.Name != name))
            Disk.MoveFromOutside(Away(name), PathOf(name));
    }

    /// <summary>Makes an empty directory, unless it is there.</summary>
    public void MakeDirectory(string name) => Disk.SeedDirectory(PathOf(name));

    /// <summary>Puts a new file in the place of a name.</summary>
    public void Put(string name, ReadOnlySpan<byte> content) => Disk.PutFromOutside(PathOf(name), content, time: null);

    /// <summary>Puts a copy of a file, with its time stamp, in the place of a name.</summary>
    public void Put(string name, OutsideFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Disk.PutFromOutside(PathOf(name), file.Content, file.Time);
    }

    /// <summary>Writes into a file that stays the same file.</summary>
    public void Overwrite(string name, ReadOnlySpan<byte> content) =>
        Disk.OverwriteFromOutside(PathOf(name), content);

    /// <summary>Replaces all that is in the directory by what another one holds.</summary>
    /// <param name="files">The files of the other one.</param>
    /// <param name="under">The part of the directory, such as <c>_journal</c>; empty for all of it.</param>
    public void PutBack(IEnumerable<OutsideFile> files, string under)
    {
        foreach (var name in Files.Select(file => file.Name).Where(name => IsUnder(name, under)))
            Remove(name);
        foreach (var file in files.Where(file => IsUnder(file.Name, under)))
            Put(file.Name, file);
    }

    /// <summary>Makes operations on a file fail, until they have or the action passes.</summary>
    /// <param name="name">The file.</param>
    /// <param name="plan">Which operations, and how; its pattern is set to the file.</param>
    public void Fail(string name, FaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var fault = Disk.Fail(plan with { PathPattern = PathOf(name) });
        Later(fault.Dispose);
    }

    /// <summary>Changes owner, group and mode of a file.</summary>
    public void ChangeOwnership(string name, Func<FileOwnership, FileOwnership> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (Disk.FindEntry(PathOf(name))?.Ownership is { } ownership)
            Disk.ChangeOwnership(PathOf(name), change(ownership));
    }

    /// <summary>Sets the wall clock on, or back when it is negative.</summary>
    public void ShiftClock(TimeSpan by) => _run.ShiftClock(by);

    /// <summary>Lets the same store be used on a disk, as <see cref="OutsideHandsOptions.Elsewhere"/> does it, and its
    /// notes be noted.</summary>
    /// <param name="disk">The disk of another device, or this one.</param>
    public Task UseElsewhereAsync(CrashFileSystem disk) =>
        Options.Elsewhere is { } elsewhere ? elsewhere(_run.On(disk)) : Task.CompletedTask;

    /// <summary>Does something at the next step of the scenario, or where the check lets the action pass.</summary>
    public void Later(Action action) => _run.AddLater(action);

    internal static bool IsUnder(string name, string directory) =>
        directory.Length == 0 || name.StartsWith(directory + "/", StringComparison.Ordinal);

    private static string Away(string name) => $"/away/{name}";

    private string PathOf(string name) => name.Length == 0 ? Options.Directory : $"{Options.Directory}/{name}";
}
