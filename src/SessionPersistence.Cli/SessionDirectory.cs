using SessionPersistence.Recovery;

namespace SessionPersistence.Cli;

/// <summary>Opens a directory for reading and runs a command on it.</summary>
internal static class SessionDirectory
{
    public static async Task<int> ReadAsync(string directory, Func<ISessionStore, RecoveryReport, Task<int>> read)
    {
        var store = new FileSessionStore(new() { Directory = directory, Access = StoreAccess.ReadOnly });
        await using (store.ConfigureAwait(false))
        {
            return await read(store, await store.OpenAsync().ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
