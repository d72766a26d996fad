using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class FailingDeviceTests
{
    private const int TooMuch = 8 << 20;
    private const int InputOutput = 5;
    private const int NoSpace = 28;

    [FailingDeviceFact]
    public void Flush_DeviceKeepsNothing_Throws()
    {
        using var device = FailingDevice.Mount();
        using var file = new PhysicalFileSystem().CreateFile(Path.Combine(device.Root, "a"));
        file.Write(new byte[TooMuch], 0);

        var exception = Assert.Throws<IOException>(file.Flush);

        Assert.Contains(exception.HResult, new[] { InputOutput, NoSpace });
        Assert.Contains(Path.Combine(device.Root, "a"), exception.Message, StringComparison.Ordinal);
        Assert.Contains("errno", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Why the library flushes by itself: when this fails on a newer .NET, the reason is gone.</summary>
    [FailingDeviceFact]
    public void Flush_OfFileStreamOnTheSameDevice_SaysNothing()
    {
        using var device = FailingDevice.Mount();
        using var stream = new FileStream(
            Path.Combine(device.Root, "a"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(new byte[TooMuch]);

        stream.Flush(flushToDisk: true);
    }

    [FailingDeviceFact]
    public void Replace_DeviceKeepsNothing_LeavesTheOldFileAndNoStaging()
    {
        using var device = FailingDevice.Mount();
        var disk = new PhysicalFileSystem();
        AtomicFile.Replace(disk, device.Root, "a.json", "old"u8);

        var exception = Assert.Throws<SessionWriteException>(
            () => AtomicFile.Replace(disk, device.Root, "a.json", new byte[TooMuch]));

        Assert.Equal(WriteOutcome.NotDone, exception.Outcome);
        Assert.Equal("old", File.ReadAllText(Path.Combine(device.Root, "a.json")));
        Assert.DoesNotContain(disk.ListDirectory(device.Root), entry => StagingFile.IsStaging(entry.Name));
    }
}
