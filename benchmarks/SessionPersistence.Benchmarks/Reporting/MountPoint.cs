namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>The file system and the disk that a directory lies on.</summary>
/// <param name="FileSystem">Its kind, and what matters for flushes.</param>
/// <param name="Disk">The device, and what it says of itself.</param>
/// <param name="IsMemory">Whether there is no disk at all.</param>
internal sealed record MountPoint(string FileSystem, string Disk, bool IsMemory)
{
    private const string MountTable = "/proc/self/mountinfo";

    /// <summary>Looks up a directory.</summary>
    public static MountPoint Of(string directory) => Of(directory, File.ReadLines(MountTable));

    /// <summary>Looks up a directory in a table of mount points.</summary>
    /// <param name="directory">Its full path.</param>
    /// <param name="lines">Each like <c>36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/vda
    /// rw</c>.</param>
    public static MountPoint Of(string directory, IEnumerable<string> lines)
    {
        // Of two that lie on each other, the later one is seen.
        var fields = lines.Select(line => line.Split(' '))
            .Where(fields => Contains(fields[4].Replace("\\040", " ", StringComparison.Ordinal), directory))
            .OrderBy(fields => fields[4].Length)
            .Last();
        var kind = Array.IndexOf(fields, "-") + 1;
        var device = BlockDevice.Of(fields[2]);
        var isMemory = fields[kind] is "tmpfs" or "ramfs";
        return new(Describe(fields[kind], device), device?.ToString() ?? fields[kind + 1], isMemory);
    }

    private static bool Contains(string mountPoint, string directory) =>
        directory == mountPoint || directory.StartsWith(mountPoint.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string Describe(string kind, BlockDevice? device) =>
        kind != "ext4" || device is null ? kind : device.HasExt4Journal ? "ext4" : "ext4 without a journal";
}
