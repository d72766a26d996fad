using SessionPersistence.Catalog;

namespace SessionPersistence.FileStore;

/// <summary>What the parts of a store ask of its background work.</summary>
internal interface IBackgroundWork
{
    /// <summary>Gets whether the store takes writes.</summary>
    bool IsWritable { get; }

    /// <summary>Throws if the store takes no writes.</summary>
    /// <exception cref="StoreReadOnlyException">It was opened so, or became so.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    void ThrowIfNotWritable();

    /// <summary>Saves the partial text of a session's turn, not later than after the delay.</summary>
    void SavePartial(SessionEntry entry, TimeSpan delay);

    /// <summary>Notes an error of work that nobody awaits.</summary>
    void Failed(Exception exception);
}
