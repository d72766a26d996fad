namespace SessionPersistence.Recovery;

/// <summary>A finding of one session, and what mends it.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Step">What mends it; <see langword="null"/> where nothing does, or where opening the store already
/// did.</param>
internal sealed record DiagnosedFinding(RecoveryFinding Finding, RepairStep? Step = null);
