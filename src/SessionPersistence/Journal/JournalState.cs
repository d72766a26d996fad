namespace SessionPersistence;

/// <summary>How a journal fares.</summary>
public enum JournalState
{
    /// <summary>Everything that was taken is on its way to the disk or there.</summary>
    Healthy,

    /// <summary>Buffered events could not be written and are lost; the next append says so and the journal goes on.</summary>
    BufferedEventsLost,

    /// <summary>Nothing is taken until the journal is opened again; reads go on.</summary>
    ReadOnly,
}
