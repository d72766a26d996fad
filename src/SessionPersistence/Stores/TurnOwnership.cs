namespace SessionPersistence.Stores;

/// <summary>Whether the dispose of a <see cref="Turn"/> ends its turn; for stores.</summary>
public enum TurnOwnership
{
    /// <summary>Dispose interrupts the turn if it is open.</summary>
    Owner,

    /// <summary>Dispose does nothing.</summary>
    NonOwning,
}
