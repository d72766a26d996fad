namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>A disk of Linux, as the kernel describes it.</summary>
internal sealed class BlockDevice
{
    private readonly string _name;
    private readonly string _queue;

    private BlockDevice(string path)
    {
        _name = Path.GetFileName(path);

        // A partition has the queue of its disk.
        var own = Path.Join(path, "queue");
        _queue = Directory.Exists(own) ? own : Path.Join(Path.GetDirectoryName(path), "queue");
    }

    /// <summary>Gets whether an ext4 file system on it commits changes through a journal of its own.</summary>
    public bool HasExt4Journal =>
        Directory.Exists("/proc/fs/jbd2") && Directory.EnumerateDirectories("/proc/fs/jbd2", $"{_name}-*").Any();

    /// <summary>Looks up a device.</summary>
    /// <param name="number">Its number, <c>major:minor</c>.</param>
    /// <returns><see langword="null"/> if there is none: the file system has no single disk.</returns>
    public static BlockDevice? Of(string number)
    {
        var link = $"/sys/dev/block/{number}";
        return Directory.Exists(link)
            && Directory.ResolveLinkTarget(link, returnFinalTarget: true) is { } device ? new(device.FullName) : null;
    }

    public override string ToString() => $"/dev/{_name} ({Kind()}{Cache()})";

    private string Kind() => Read("rotational") == "1" ? "rotational" : "not rotational";

    private string Cache() => Read("write_cache") is { } mode ? $", {mode} cache" : "";

    private string? Read(string attribute)
    {
        var path = Path.Join(_queue, attribute);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
