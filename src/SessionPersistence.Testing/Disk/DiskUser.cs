using System.Collections.Immutable;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>Whom the process runs as.</summary>
internal sealed record DiskUser(uint UserId, uint GroupId, ImmutableArray<uint> Groups)
{
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    public static DiskUser Usual { get; } = new(1000, 1000, []);

    private bool IsRoot => UserId == 0;

    /// <summary>Returns what a new file or directory gets when it is asked for something that this user may not
    /// give.</summary>
    public FileOwnership Create(FileOwnership? asked, UnixFileMode usualMode, FileOwnership parent)
    {
        var group = parent.Mode.HasFlag(UnixFileMode.SetGroup) ? parent.GroupId : GroupId;
        if (asked is not { } given)
            return new(UserId, group, usualMode);
        if (IsRoot)
            return given;

        var mayGiveGroup = given.GroupId == GroupId || given.GroupId == group || Groups.Contains(given.GroupId);
        return mayGiveGroup
            ? given with { UserId = UserId }
            : new(UserId, group, given.Mode & ~Group);
    }
}
