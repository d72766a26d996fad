using System.Collections.Immutable;

namespace SessionPersistence.Testing.Disk;

/// <summary>A file apart from its names: what the device keeps, what readers see, and what lies between.</summary>
internal sealed record FileNode(ulong Id)
{
    public PagedBytes Durable { get; init; } = PagedBytes.Empty;

    public PagedBytes Visible { get; init; } = PagedBytes.Empty;

    public ImmutableList<PendingWrite> Pending { get; init; } = [];

    public long DurableTime { get; init; }

    public long VisibleTime { get; init; }

    /// <summary>The number of visible names.</summary>
    public int Links { get; init; }

    /// <summary>Gets the operation that last put it in the place of another file.</summary>
    public int? ReplacedAt { get; init; }

    public FileNode Flush()
    {
        var durable = Durable;
        // Not simply the visible content: what an earlier flush dropped is visible and stays lost.
        foreach (var write in Pending)
            durable = write.Apply(durable);
        return this with { Durable = durable, DurableTime = VisibleTime, Pending = [] };
    }
}
