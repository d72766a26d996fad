namespace SessionPersistence;

/// <summary>What a report adds up to.</summary>
/// <param name="Sessions">How many names are those of session files: of damaged files too, and of directories.</param>
/// <param name="OrphanBackups">How many sessions have a backup and no file.</param>
/// <param name="Repairable">How many findings a repair mends.</param>
/// <param name="UnsafeToRepair">How many findings need a person.</param>
public sealed record RecoveryCounts(int Sessions, int OrphanBackups, int Repairable, int UnsafeToRepair);
