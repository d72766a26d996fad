using System.Globalization;

namespace SessionPersistence.Testing;

public static partial class OutsideActions
{
    private const string Journal = "_journal";
    private const string Lock = "store.lock";

    // A document is NAME.json, its backups are NAME.json.bak and NAME.json.bak.N.
    private static IEnumerable<OutsideAction> Sessions() =>
    [
        OutsideAction.OnFiles("rename over its document", IsBackup, (scene, file) =>
            scene.Move(file.Name, DocumentOf(file.Name))),
        OutsideAction.OnFiles("copy over its document", IsBackup, (scene, file) =>
            scene.Put(DocumentOf(file.Name), file)),
        OutsideAction.OnFiles("copy under a new id", IsDocument, (scene, file) => scene.Put("copy.json", file)),
        new(
            "swap the documents",
            scene =>
                from first in scene.Files.Where(file => IsDocument(file.Name))
                from second in scene.Files.Where(file => IsDocument(file.Name))
                where string.CompareOrdinal(first.Name, second.Name) < 0
                select $"{first.Name} {second.Name}",
            (scene, target) =>
            {
                var names = target.Split(' ');
                scene.Move(names[0], "swapping");
                scene.Move(names[1], names[0]);
                scene.Move("swapping", names[1]);
                return Task.CompletedTask;
            }),
        new(
            "write the first messages as another program",
            scene => scene.Files.Where(file => ForeignHalf(file) is not null).Select(file => file.Name),
            (scene, target) =>
            {
                scene.Put(target, ForeignHalf(scene.Find(target))!);
                return Task.CompletedTask;
            }),
    ];

    private static IEnumerable<OutsideAction> Directories() =>
    [
        new("remove the directory", scene => DirectoriesOf(scene), (scene, target) =>
        {
            scene.Remove(target);
            return Task.CompletedTask;
        }),
        OnStore("remove all that is in the directory", scene => scene.PutBack([], "")),
        new("move the directory aside, make an empty one", scene => DirectoriesOf(scene), (scene, target) =>
        {
            scene.MoveAside(target);
            scene.MakeDirectory(target);
            return Task.CompletedTask;
        }),
        new("replace the directory by a link", scene => DirectoriesOf(scene).Where(name => name.Length > 0),
            (scene, target) =>
            {
                scene.LeaveLink(target);
                return Task.CompletedTask;
            })
        { Lacks = LacksLinks },
        new("put the directory back", EarlierDirectories, (scene, target) =>
        {
            var (directory, step) = ParseDirectory(target);
            scene.PutBack(scene.Earlier[step].Files, directory);
            return Task.CompletedTask;
        }),
    ];

    private static IEnumerable<OutsideAction> Histories() =>
    [
        History("add the journal of another history", (scene, files) => AddJournal(scene, files)),
        History("add the journal and documents of another history", (scene, files) =>
        {
            AddJournal(scene, files);
            foreach (var file in files.Where(file => IsDocument(file.Name)))
                scene.Put(file.Name, file);
        }),
        new("remove the lock, and another owner writes", scene => Holds(scene, Lock), async (scene, _) =>
        {
            scene.Remove(Lock);
            await scene.UseElsewhereAsync(scene.Disk.StartProcess()).ConfigureAwait(false);
        })
        { Lacks = LacksElsewhere },
    ];

    // What the same store became on another device, which had the directory as it was after an earlier step.
    private static OutsideAction History(string name, Action<OutsideScene, IReadOnlyList<OutsideFile>> merge) => new(
        name,
        scene => Enumerable.Range(1, scene.Earlier.Count).Select(
            step => string.Create(CultureInfo.InvariantCulture, $"begun after {step}")),
        async (scene, target) =>
        {
            var step = int.Parse(target.AsSpan(target.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
            var other = scene.Earlier[step - 1].Mount();
            await scene.UseElsewhereAsync(other).ConfigureAwait(false);
            merge(scene, other.ReadFiles(scene.Options.Directory));
        })
    { Lacks = LacksElsewhere };

    private static string? LacksElsewhere(CrashFileSystem disk, OutsideHandsOptions options) =>
        options.Elsewhere is null ? "the scenario has no other owner" : null;

    private static void AddJournal(OutsideScene scene, IReadOnlyList<OutsideFile> files)
    {
        var there = scene.Files.ToDictionary(file => file.Name, file => file.ContentHash);
        foreach (var file in files.Where(file => OutsideScene.IsUnder(file.Name, Journal)))
        {
            if (!there.TryGetValue(file.Name, out var hash))
                scene.Put(file.Name, file);
            else if (hash != file.ContentHash)
                scene.Put(ConflictName(file.Name), file);
        }
    }

    private static IEnumerable<string> DirectoriesOf(OutsideScene scene) =>
        scene.Files.Select(file => Split(file.Name).Directory.TrimEnd('/')).Distinct();

    private static IEnumerable<string> EarlierDirectories(OutsideScene scene) =>
        from directory in DirectoriesOf(scene)
        from step in Enumerable.Range(1, scene.Earlier.Count)
        where !IsSame(scene.Files, scene.Earlier[step - 1].Files, directory)
        select string.Create(CultureInfo.InvariantCulture, $"{directory} as after {step}");

    private static (string Directory, int Step) ParseDirectory(string target)
    {
        var end = target.IndexOf(" as after ", StringComparison.Ordinal);
        var step = int.Parse(target.AsSpan(target.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
        return (target[..end], step - 1);
    }

    private static bool IsSame(
        IReadOnlyList<OutsideFile> files, IReadOnlyList<OutsideFile> others, string directory) =>
        Versions(files, directory).SequenceEqual(Versions(others, directory));

    private static IEnumerable<(string Name, ulong Hash)> Versions(
        IReadOnlyList<OutsideFile> files, string directory) =>
        files.Where(file => OutsideScene.IsUnder(file.Name, directory)).Select(file => (file.Name, file.ContentHash));

    private static IEnumerable<string> Holds(OutsideScene scene, string name) =>
        scene.Files.Any(file => file.Name == name) ? [""] : [];

    private static bool IsDocument(string name) =>
        name[0] is not ('_' or '.') && !name.Contains('/', StringComparison.Ordinal)
            && name.EndsWith(".json", StringComparison.Ordinal);

    private static bool IsBackup(string name) => name.Contains(".json.bak", StringComparison.Ordinal);

    private static string DocumentOf(string backup) =>
        backup[..(backup.IndexOf(".json.bak", StringComparison.Ordinal) + ".json".Length)];
}
