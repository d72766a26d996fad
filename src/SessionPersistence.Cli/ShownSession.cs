namespace SessionPersistence.Cli;

/// <summary>A session, and what else of it was asked for.</summary>
/// <param name="Id">The session.</param>
/// <param name="Session">What it is; <see langword="null"/> where only the journal, or a backup, still has something of
/// it.</param>
internal sealed record ShownSession(SessionId Id, Session? Session)
{
    /// <summary>Gets why the session itself is not shown; <see langword="null"/> where it is.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets what the journal has of it; <see langword="null"/> when nobody asked.</summary>
    public IReadOnlyList<SessionJournalRecord>? Journal { get; init; }

    /// <summary>Gets its backups; <see langword="null"/> when nobody asked.</summary>
    public IReadOnlyList<SessionBackup>? Backups { get; init; }

    /// <summary>Gets whether there is anything to show.</summary>
    public bool HasAnything => Session is not null || Journal is { Count: > 0 } || Backups is { Count: > 0 };
}
