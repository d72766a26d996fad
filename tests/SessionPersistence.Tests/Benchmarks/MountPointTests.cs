using SessionPersistence.Benchmarks.Reporting;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Benchmarks;

public sealed class MountPointTests
{
    // No system has devices with these numbers.
    private static readonly string[] Table =
    [
        "26 1 9999:0 / / rw,relatime - xfs /dev/disk rw",
        "24 23 9999:1 / /dev/shm rw,relatime - tmpfs tmpfs rw,size=1k",
        "30 26 9999:2 / /mnt/two\\040words rw master:1 - btrfs /dev/other rw",
        "31 26 9999:3 / /mnt/two\\040words rw master:1 - overlay overlay rw",
    ];

    [LinuxTheory]
    [InlineData("/home/me", "xfs", "/dev/disk", false)]
    [InlineData("/dev/shm", "tmpfs", "tmpfs", true)]
    [InlineData("/dev/shm/files", "tmpfs", "tmpfs", true)]
    [InlineData("/dev/shmoo", "xfs", "/dev/disk", false)]
    [InlineData("/mnt/two words/files", "overlay", "overlay", false)]
    public void Directory_lies_on_the_innermost_mount_point(
        string directory, string fileSystem, string disk, bool isMemory) =>
        Assert.Equal(new MountPoint(fileSystem, disk, isMemory), MountPoint.Of(directory, Table));
}
