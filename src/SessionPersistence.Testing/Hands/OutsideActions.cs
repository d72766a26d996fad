using System.Globalization;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>What people and other programs do to the directory of a store.</summary>
/// <remarks>Add your own, or leave some out: <see cref="OutsideHandsOptions.Actions"/> takes any list.</remarks>
public static partial class OutsideActions
{
    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<OutsideAction> All { get; } =
    [
        .. Names(), .. Contents(), .. PutBacks(), .. Sessions(), .. Directories(), .. Histories(), .. Owners(),
        .. Clocks(), .. PassingErrors(),
    ];

    private static bool Any(string name) => name.Length > 0;

    private static IEnumerable<OutsideAction> Names() =>
    [
        OutsideAction.OnFiles("remove", Any, (scene, file) => scene.Remove(file.Name)),
        OutsideAction.OnFiles("move aside", Any, (scene, file) => scene.Move(file.Name, file.Name + ".old")),
        OutsideAction.OnFiles("move to a conflict name", Any, (scene, file) =>
            scene.Move(file.Name, ConflictName(file.Name))),
        OutsideAction.OnFiles("copy to a conflict name", Any, (scene, file) =>
            scene.Put(ConflictName(file.Name), file)),
        OutsideAction.OnFiles("replace by a link", Any, (scene, file) => scene.LeaveLink(file.Name)) with
        {
            Lacks = LacksLinks,
        },
        OutsideAction.OnFiles("replace by a copy", Any, (scene, file) => scene.Put(file.Name, file)),
    ];

    private static string? LacksLinks(CrashFileSystem disk, OutsideHandsOptions options) =>
        disk.Capabilities.HasFlag(FileSystemCapabilities.Ownership) ? null : "the disk has no links";

    private static IEnumerable<OutsideAction> Contents() =>
    [
        Edit("cut to nothing", _ => []),
        Edit("cut in half", content => content[..(content.Length / 2)]),
        Edit("append", content => [.. content, .. "appended by hand\n"u8]),
        Edit("blank the middle", content =>
        {
            var (middle, length) = (content.Length / 2, Math.Min(64, content.Length / 4));
            content.AsSpan(middle - (length / 2), length).Clear();
            return content;
        }),
        Edit("mark a conflict in the middle", content =>
        {
            var (middle, end) = MiddleLine(content);
            return
            [
                .. content[..middle], .. "<<<<<<< HEAD\n"u8, .. content[middle..end], .. "=======\n"u8,
                .. content[middle..end], .. ">>>>>>> theirs\n"u8, .. content[end..],
            ];
        }),
        Edit("double the middle line", content =>
        {
            var (middle, end) = MiddleLine(content);
            return [.. content[..end], .. content[middle..]];
        }),
        Edit("drop the middle line", content =>
        {
            var (middle, end) = MiddleLine(content);
            return [.. content[..middle], .. content[end..]];
        }),
    ];

    private static IEnumerable<OutsideAction> PutBacks() =>
    [
        new OutsideAction(
            "put back",
            scene => EarlierVersions(scene).Select(version => version.Target),
            (scene, target) =>
            {
                var (_, file) = EarlierVersions(scene).First(version => version.Target == target);
                // A file of an earlier owner has another name in each run, and so had the one that is there now.
                scene.Put(file.Name, file);
                return Task.CompletedTask;
            }),
    ];

    private static IEnumerable<OutsideAction> Clocks() =>
    [
        Clock("set the clock on by 400 days", TimeSpan.FromDays(400)),
        Clock("set the clock back by 400 days", TimeSpan.FromDays(-400)),
        Clock("set the clock back by an hour", TimeSpan.FromHours(-1)),
    ];

    private static OutsideAction Clock(string name, TimeSpan by) => OnStore(name, scene => scene.ShiftClock(by));

    private static OutsideAction OnStore(string name, Action<OutsideScene> apply) => new(name, _ => [""], (scene, _) =>
    {
        apply(scene);
        return Task.CompletedTask;
    });

    private static OutsideAction Edit(string name, Func<byte[], byte[]> change) => new(
        name,
        scene => scene.Files.Where(file => !change(file.Content).AsSpan().SequenceEqual(file.Content))
            .Select(file => file.PlainName).Distinct(),
        (scene, target) =>
        {
            var file = scene.Find(target);
            scene.Overwrite(file.Name, change(file.Content));
            return Task.CompletedTask;
        });

    // A journal is filled ahead with line feeds: what is in the middle is meant of what was written.
    private static (int Start, int End) MiddleLine(byte[] content)
    {
        var written = content.AsSpan().LastIndexOfAnyExcept((byte)'\n') + 1;
        var start = content.AsSpan(0, written / 2).LastIndexOf((byte)'\n') + 1;
        var end = content.AsSpan(start).IndexOf((byte)'\n') is var found and >= 0 ? start + found + 1 : content.Length;
        return (start, end);
    }

    private static string ConflictName(string name)
    {
        var (directory, file) = Split(name);
        var dot = file.IndexOf('.', 1) is var found and > 0 ? found : file.Length;
        return $"{directory}{file[..dot]}.sync-conflict-20260102-030405-ABCDEFG{file[dot..]}";
    }

    private static (string Directory, string File) Split(string name)
    {
        var slash = name.LastIndexOf('/') + 1;
        return (name[..slash], name[slash..]);
    }

    private static IEnumerable<(string Target, OutsideFile File)> EarlierVersions(OutsideScene scene)
    {
        var seen = scene.Files.Select(file => (file.Name, file.ContentHash)).ToHashSet();
        for (var step = 0; step < scene.Earlier.Count; step++)
        {
            foreach (var file in scene.Earlier[step].Files.Where(file => seen.Add((file.Name, file.ContentHash))))
            {
                yield return (
                    string.Create(CultureInfo.InvariantCulture, $"{file.PlainName} as after {step + 1}"), file);
            }
        }
    }
}
