using SessionPersistence;

namespace CrashAndRecover;

/// <summary>How the store is opened.</summary>
internal static class Limits
{
    /// <summary>Returns the options of a store.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="tiny">Whether the journal is so small that shards end, go and are carried from all the
    /// time.</param>
    public static FileSessionStoreOptions Of(string directory, bool tiny) => tiny
        ? new() { Directory = directory, MaxShardBytes = 8 * 1024, MaxRecordBytes = 64 * 1024 }
        : new() { Directory = directory };
}
