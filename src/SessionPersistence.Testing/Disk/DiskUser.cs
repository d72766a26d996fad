using System.Collections.Immutable;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>Whom a process runs as.</summary>
internal sealed record DiskUser(uint UserId, uint GroupId, ImmutableArray<uint> Groups)
{
    private const int UserShift = 6;
    private const int GroupShift = 3;
    private const UnixFileMode GroupBits =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    public static DiskUser Usual { get; } = new(1000, 1000, []);

    private bool IsRoot => UserId == 0;

    /// <summary>Returns what a new file or directory gets, also when it is asked for something that this user may not
    /// give.</summary>
    public FileOwnership Create(FileOwnership? asked, UnixFileMode usualMode, FileOwnership parent)
    {
        var group = parent.Mode.HasFlag(UnixFileMode.SetGroup) ? parent.GroupId : GroupId;
        if (asked is not { } given)
            return new(UserId, group, usualMode);
        if (IsRoot)
            return given;

        return given.GroupId == group || IsIn(given.GroupId)
            ? given with { UserId = UserId }
            : new(UserId, group, given.Mode & ~GroupBits);
    }

    /// <summary>Returns whether this user has all of some rights.</summary>
    /// <param name="ownership">What belongs to somebody.</param>
    /// <param name="rights">The rights, as bits of others.</param>
    public bool May(FileOwnership ownership, UnixFileMode rights)
    {
        if (IsRoot)
            return true;

        var shift = ownership.UserId == UserId ? UserShift : IsIn(ownership.GroupId) ? GroupShift : 0;
        return (((int)ownership.Mode >> shift) & (int)rights) == (int)rights;
    }

    private bool IsIn(uint group) => group == GroupId || Groups.Contains(group);
}
