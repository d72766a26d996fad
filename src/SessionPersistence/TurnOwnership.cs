namespace SessionPersistence;

/// <summary>Whether a <see cref="Turn"/> answers for the end of its turn.</summary>
public enum TurnOwnership
{
    /// <summary>Dispose interrupts the turn if it is open.</summary>
    Owner,

    /// <summary>Dispose does nothing.</summary>
    Visitor,
}
