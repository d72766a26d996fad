namespace SessionPersistence;

/// <summary>Says how much of a report is repaired.</summary>
public sealed record RepairOptions
{
    /// <summary>Gets the sessions that are repaired; <see langword="null"/> for all, and for what concerns the store as
    /// a whole.</summary>
    public IReadOnlyCollection<SessionId>? SessionIds { get; init; }

    /// <summary>Gets whether the messages of a session and of a backup that has others are put together, both in their
    /// order; and the histories that the journal has of a session.</summary>
    public bool Merge { get; init; }

    /// <summary>Gets whether the messages of a damaged file that are whole are kept as the session, where there is no
    /// other copy.</summary>
    public bool Salvage { get; init; }

    /// <summary>Gets whether nothing is written: the outcomes say what would be done.</summary>
    public bool DryRun { get; init; }
}
