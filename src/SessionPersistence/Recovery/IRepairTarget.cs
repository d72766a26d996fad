using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Where a mended session goes: to its file before the store serves calls, to the journal once it
/// does.</summary>
internal interface IRepairTarget
{
    /// <summary>Makes a mended session durable; the bytes of a file that it replaces are kept.</summary>
    /// <returns>What the former file is kept as, relative to the store's directory; <see langword="null"/> when there
    /// was none.</returns>
    /// <exception cref="SessionConflictException">The session is not what it was when that was decided; nothing was
    /// done.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    Task<string?> PublishAsync(SessionRepair repair);

    /// <summary>Hears of a session whose file cannot be read and is left as it is.</summary>
    void Leave(SessionId id, DocumentFault fault);
}
