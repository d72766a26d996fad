namespace SessionPersistence;

/// <summary>How a store fares, and why.</summary>
/// <param name="Status">The severity of the worst issue; <see cref="StoreStatus.Healthy"/> where there is
/// none.</param>
public sealed record StoreHealth(StoreStatus Status)
{
    /// <summary>Gets what is wrong now, the worst first, then the oldest. An issue goes when what caused it
    /// does.</summary>
    public IReadOnlyList<StoreIssue> Issues { get; init; } = [];
}
