namespace SessionPersistence.Testing;

/// <summary>One kind of thing that people and other programs do to a directory.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Targets">What it can be done to at an instant, by names that are the same in each run of the scenario;
/// empty when it cannot be done then.</param>
/// <param name="ApplyAsync">Does it to one of the targets.</param>
public sealed record OutsideAction(
    string Name, Func<OutsideScene, IEnumerable<string>> Targets, Func<OutsideScene, string, Task> ApplyAsync)
{
    /// <summary>Gets whether it ends by itself and leaves the directory as it was: <see cref="OutsideScene.Later"/>
    /// says how. What was acknowledged must then be shown again, not only named.</summary>
    public bool Passes { get; init; }

    /// <summary>Gets why a disk cannot have it done to it; <see langword="null"/> where it can. Such an action is left
    /// out, and the result names it.</summary>
    public Func<CrashFileSystem, OutsideHandsOptions, string?> Lacks { get; init; } = (_, _) => null;

    /// <summary>Makes an action on each file under the directory that is picked.</summary>
    /// <param name="name">What it is called in results.</param>
    /// <param name="which">Picks files by name.</param>
    /// <param name="apply">Does it to the file of that name.</param>
    public static OutsideAction OnFiles(
        string name, Func<string, bool> which, Action<OutsideScene, OutsideFile> apply) =>
        new(
            name,
            scene => scene.Files.Where(file => which(file.Name)).Select(file => file.PlainName).Distinct(),
            (scene, target) =>
            {
                apply(scene, scene.Find(target));
                return Task.CompletedTask;
            });

    /// <inheritdoc />
    public override string ToString() => Name;
}
