namespace SessionPersistence.Cli;

/// <summary>A session, and what else of it was asked for.</summary>
internal sealed record ShownSession(Session Session)
{
    /// <summary>Gets what the journal has of it; <see langword="null"/> when nobody asked.</summary>
    public IReadOnlyList<SessionJournalRecord>? Journal { get; init; }

    /// <summary>Gets its backups; <see langword="null"/> when nobody asked.</summary>
    public IReadOnlyList<BackupGeneration>? Backups { get; init; }
}
