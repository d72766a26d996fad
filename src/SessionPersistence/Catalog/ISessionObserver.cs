using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Hears of the records and documents of all sessions, on the thread that flushes or writes them: quick, no
/// I/O.</summary>
internal interface ISessionObserver
{
    /// <summary>A record, or a copy of one, is durable in a shard.</summary>
    void OnStored(SessionEntry entry, JournalRecord record, ShardName shard);

    /// <summary>The session is not what it was; called outside its gate.</summary>
    void OnChanged(SessionEntry entry, JournalRecord record);

    /// <summary>The session has another document; called outside its gate.</summary>
    void OnCovered(SessionEntry entry);
}
