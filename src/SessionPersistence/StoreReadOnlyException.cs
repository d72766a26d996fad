namespace SessionPersistence;

/// <summary>The store takes no writes: it was opened so, or became so after an error that it could not repair. Reads go
/// on.</summary>
/// <param name="reason">Why.</param>
/// <param name="innerException">The error that made it so, if one did.</param>
public sealed class StoreReadOnlyException(string reason, Exception? innerException = null)
    : SessionPersistenceException($"The store is read-only: {reason}", innerException);
