namespace SessionPersistence.Recovery;

/// <summary>The turn journals that another program keeps in the directory. Reads only.</summary>
internal interface IForeignTurns
{
    /// <summary>Gets the sessions that have a journal, sorted.</summary>
    IReadOnlyList<SessionId> SessionIds { get; }

    /// <summary>Gets the journals whose names break the id rule: the id that they would be of, and the file.</summary>
    IReadOnlyList<(string RawId, string Path)> UnsafeIds { get; }

    /// <summary>Gets why the journals could not be listed; <see langword="null"/> when they were, or when there are
    /// none.</summary>
    string? Unreadable { get; }

    /// <summary>Reads the journal of a session.</summary>
    ForeignJournal Read(SessionId id);

    /// <summary>Reads what a model had answered to a stream before its worker was lost.</summary>
    /// <returns>The text; empty when nothing is known.</returns>
    string PartialAnswer(SessionId id, string streamId);
}
