using System.Runtime.InteropServices;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>Where a figure was measured: without it no figure means anything.</summary>
internal sealed record Machine(
    string Processor,
    int Cores,
    string OperatingSystem,
    string Kernel,
    string Runtime,
    string Directory,
    string FileSystem,
    string Disk)
{
    /// <summary>Describes this machine, and the disk below a directory.</summary>
    public static Machine Describe(string directory)
    {
        var mount = MountPoint.Of(directory);
        return new(
            ProcessorName(),
            Environment.ProcessorCount,
            RuntimeInformation.OSDescription,
            Environment.OSVersion.Version.ToString(),
            RuntimeInformation.FrameworkDescription,
            directory,
            mount.FileSystem,
            mount.Disk);
    }

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
