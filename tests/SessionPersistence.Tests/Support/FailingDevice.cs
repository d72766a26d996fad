using System.Diagnostics;

namespace SessionPersistence.Tests.Support;

/// <summary>An ext2 file system of 64 MB whose image has room for 3 MB: writes fill the cache, and the flush
/// fails.</summary>
internal sealed class FailingDevice : IDisposable
{
    private readonly TempFolder _folder;
    private readonly string _backing;

    private FailingDevice(TempFolder folder)
    {
        _folder = folder;
        _backing = folder.PathOf("backing");
        Root = folder.PathOf("mounted");
    }

    /// <summary>Gets why there is no such device here; <see langword="null"/> when there is one.</summary>
    public static string? WhyUnavailable { get; } = FindWhyUnavailable();

    public string Root { get; }

    public static FailingDevice Mount()
    {
        var device = new FailingDevice(TempFolder.ForCaller());
        Directory.CreateDirectory(device._backing);
        Directory.CreateDirectory(device.Root);
        var image = Path.Combine(device._backing, "image");
        try
        {
            Run("mount", "-t", "tmpfs", "-o", "size=3M", "tmpfs", device._backing);
            using (var file = File.Create(image)) file.SetLength(64 << 20);
            Run("mkfs.ext2", "-q", "-F", image);
            Run("mount", "-t", "ext2", "-o", "loop", image, device.Root);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        TryRun("umount", Root);
        TryRun("umount", _backing);
        _folder.Dispose();
    }

    private static string? FindWhyUnavailable()
    {
        if (!OperatingSystem.IsLinux()) return "Needs loop devices of Linux.";
        if (!Environment.IsPrivilegedProcess) return "Needs root, to mount a loop device.";
        if (!File.Exists("/dev/loop-control")) return "Needs loop devices.";

        try
        {
            using var device = Mount();
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException
            or System.ComponentModel.Win32Exception)
        {
            return $"Cannot mount a loop device: {exception.Message.Trim()}";
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        if (TryRun(program, arguments) is { Length: > 0 } error) throw new InvalidOperationException(error);
    }

    /// <returns>What the program said when it failed.</returns>
    private static string TryRun(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true,
            RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{program}: {error}";
    }
}
