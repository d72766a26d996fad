namespace SessionPersistence;

/// <summary>Examines and repairs a store: an ability that not every store has; ask
/// <see cref="ISessionStore.GetService"/>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ISessionRecovery
{
    /// <summary>Reads the store and says what is wrong. Writes nothing.</summary>
    /// <param name="progress">Hears how far the scan is, from any thread.</param>
    /// <param name="cancellationToken">Observed between sessions.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    Task<RecoveryReport> ScanAsync(
        IProgress<RecoveryProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Does what a report calls repairable, as far as it is still so: it examines again first.</summary>
    /// <param name="report">What a scan found.</param>
    /// <param name="options">How much of it; all that is repairable by default.</param>
    /// <param name="cancellationToken">Observed until the repair begins; it is not broken off.</param>
    /// <returns>The findings with what became of each, and a scan of what is there now.</returns>
    /// <exception cref="StoreInUseException">Another owner has the store.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be opened.</exception>
    Task<RepairResult> RepairAsync(
        RecoveryReport report, RepairOptions? options = null, CancellationToken cancellationToken = default);
}
