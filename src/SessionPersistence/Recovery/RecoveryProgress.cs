namespace SessionPersistence.Recovery;

/// <summary>How far a scan is.</summary>
/// <param name="Examined">How many sessions are done.</param>
/// <param name="Total">How many there are; it may grow while sessions are found that have no file.</param>
public readonly record struct RecoveryProgress(int Examined, int Total);
