namespace SessionPersistence;

/// <summary>How a journal fares, and why.</summary>
/// <param name="State">How.</param>
/// <param name="Cause">What led there; <see langword="null"/> while the journal is healthy.</param>
public sealed record JournalHealth(JournalState State, Exception? Cause);
