namespace SessionPersistence;

/// <summary>How a journal fares.</summary>
public enum JournalState
{
    /// <summary>Everything that was taken is on its way to the disk or there.</summary>
    Healthy,

    /// <summary>Buffered events could not be written and are lost; it goes on. The next append of a
    /// <see cref="TurnJournal"/> says so.</summary>
    BufferedEventsLost,

    /// <summary>Nothing is taken until the journal is opened again; reads go on.</summary>
    ReadOnly,
}
