using System.Runtime.InteropServices;

namespace SessionPersistence.Storage;

/// <summary><c>WIN32_FILE_ATTRIBUTE_DATA</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 36)]
internal struct WindowsFileAttributes
{
    /// <summary>A directory, a device or a reparse point.</summary>
    public const uint NotAFile = 0x10 | 0x40 | 0x400;

    [FieldOffset(0)]
    public uint Attributes;

    [FieldOffset(28)]
    public uint LengthHigh;

    [FieldOffset(32)]
    public uint LengthLow;

    public readonly long Length => ((long)LengthHigh << 32) | LengthLow;
}
