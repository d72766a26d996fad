using SessionPersistence.Recovery;

namespace SessionPersistence.Cli;

/// <summary>Opens a directory for reading, for as long as a command needs it.</summary>
internal static class SessionDirectory
{
    public static async Task<T> ReadAsync<T>(string directory, Func<ISessionStore, RecoveryReport, Task<T>> read)
    {
        var store = new FileSessionStore(new() { Directory = directory, Access = StoreAccess.ReadOnly });
        await using (store.ConfigureAwait(false))
        {
            return await read(store, await store.OpenAsync().ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
