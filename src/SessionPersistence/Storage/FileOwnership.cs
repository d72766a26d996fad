namespace SessionPersistence.Storage;

/// <summary>Who a file or a directory belongs to on Unix, and who may do what with it.</summary>
/// <param name="UserId">The number of its owner.</param>
/// <param name="GroupId">The number of its group.</param>
/// <param name="Mode">The permission bits, and the set-group and sticky bits of a directory.</param>
public readonly record struct FileOwnership(uint UserId, uint GroupId, UnixFileMode Mode);
