using System.Collections.Immutable;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>A file apart from its names: what the device keeps, what readers see, and what lies between.</summary>
internal sealed record FileNode(ulong Id)
{
    public PagedBytes Durable { get; init; } = PagedBytes.Empty;

    public PagedBytes Visible { get; init; } = PagedBytes.Empty;

    public ImmutableList<PendingWrite> Pending { get; init; } = [];

    public long DurableTime { get; init; }

    public long VisibleTime { get; init; }

    /// <summary>Gets when content, names, owner or mode last changed, as readers see it.</summary>
    public long ChangeTime { get; init; }

    /// <summary>Gets the same, as the device keeps it.</summary>
    public long DurableChangeTime { get; init; }

    public FileOwnership Ownership { get; init; }

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
        return this with { Durable = durable, DurableTime = VisibleTime, DurableChangeTime = ChangeTime, Pending = [] };
    }
}
