namespace SessionPersistence.Catalog;

/// <summary>One line of the deletion ledger.</summary>
/// <param name="SessionId">The id.</param>
/// <param name="Life">The life that ended.</param>
/// <param name="DeletedAt">When, by the wall clock.</param>
/// <param name="Revision">The last revision of that life.</param>
/// <param name="MessageCount">How many messages it had.</param>
/// <param name="FileLength">The length of the file, where it was another program's.</param>
/// <param name="FileCrc">The checksum of that file.</param>
internal sealed record DeletedSession(
    SessionId SessionId,
    string Life,
    DateTimeOffset DeletedAt,
    long Revision,
    int MessageCount,
    long? FileLength,
    uint? FileCrc);
