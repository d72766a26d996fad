using System.Runtime.InteropServices;

namespace SessionPersistence.Storage;

/// <summary><c>struct stat</c> of macOS with 64-bit inodes: the same on x64 and arm64 (sys/stat.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct MacStatus
{
    [FieldOffset(0)]
    public int Device;

    [FieldOffset(4)]
    public ushort Mode;

    [FieldOffset(8)]
    public ulong Inode;

    [FieldOffset(16)]
    public uint UserId;

    [FieldOffset(20)]
    public uint GroupId;

    [FieldOffset(48)]
    public long ModifiedSeconds;

    [FieldOffset(56)]
    public long ModifiedNanoseconds;

    [FieldOffset(64)]
    public long ChangedSeconds;

    [FieldOffset(72)]
    public long ChangedNanoseconds;

    [FieldOffset(96)]
    public long Size;

    public readonly FileStatus ToFileStatus() => new((uint)Device, Inode, Size);
}
