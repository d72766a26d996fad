using SessionPersistence.Recovery;

namespace SessionPersistence.Cli;

/// <summary>Opens a directory for reading and runs a command on it.</summary>
internal static class SessionDirectory
{
    public static async Task<int> ReadAsync(
        string directory,
        TextWriter error,
        Func<ISessionStore, RecoveryReport, Task<int>> read)
    {
        try
        {
            var store = new FileSessionStore(new() { Directory = directory, Access = StoreAccess.ReadOnly });
            await using (store.ConfigureAwait(false))
            {
                return await read(store, await store.OpenAsync().ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (
            e is SessionPersistenceException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(error, e.Message);
        }
    }

    public static int Fail(TextWriter error, string message)
    {
        error.WriteLine($"session-persistence: {PrintableText.Line(message)}");
        return ExitCodes.CouldNotRun;
    }
}
