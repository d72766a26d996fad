namespace SessionPersistence;

/// <summary>Who has a store open, as it said itself. Information only: the lock decides, never this text.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Host">The machine.</param>
/// <param name="Since">When it opened the store, by its wall clock.</param>
/// <param name="Instance">A random name of that opening.</param>
public sealed record StoreOwner(int ProcessId, string Host, DateTimeOffset Since, string Instance);
