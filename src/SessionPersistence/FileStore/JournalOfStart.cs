using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>The journal as a start has read it, until the start is over; after that as it is at the moment.</summary>
internal sealed class JournalOfStart(StoreDirectory directory, JournalReplay replayed)
{
    private volatile JournalReplay? _replayed = replayed;

    public JournalReplay Read() => _replayed ?? JournalReplay.Read(directory, []);

    /// <summary>Forgets what the start has read: it may be large, and is old from now on.</summary>
    public void Release() => _replayed = null;
}
