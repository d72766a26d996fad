using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

public static partial class OutsideActions
{
    private const uint SomebodyElse = 65534;

    private static IEnumerable<OutsideAction> Owners() =>
    [
        Owned("make read-only", owner => owner with { Mode = UnixFileMode.UserRead | UnixFileMode.GroupRead }),
        Owned("open to everybody", owner => owner with { Mode = (UnixFileMode)0b110_110_110 }),
        Owned("give to somebody else", owner => owner with { UserId = SomebodyElse, GroupId = SomebodyElse }),
    ];

    private static OutsideAction Owned(string name, Func<FileOwnership, FileOwnership> change) =>
        OutsideAction.OnFiles(name, Any, (scene, file) => scene.ChangeOwnership(file.Name, change)) with
        {
            Lacks = (disk, _) => disk.Capabilities.HasFlag(FileSystemCapabilities.Ownership)
                ? null
                : "the disk has no owners",
        };
}
