namespace SessionPersistence;

/// <summary>How far a scan is. Several sessions are examined at a time, so that a report may overtake
/// another.</summary>
/// <param name="Examined">How many sessions are done.</param>
/// <param name="Total">How many there are; the same in all reports of a scan.</param>
public readonly record struct RecoveryProgress(int Examined, int Total);
