namespace SessionPersistence.Cli;

/// <summary>Opens a directory for reading, for as long as a command needs it.</summary>
internal static class SessionDirectory
{
    /// <summary>Whether a directory has files, but none of this program or of hermes-webui.</summary>
    public static Task<bool> IsOtherAsync(string directory, CancellationToken cancellationToken) => ReadAsync(
        directory, (_, report) => Task.FromResult(report.Directory == DirectoryKind.Other), cancellationToken);

    public static async Task<T> ReadAsync<T>(
        string directory, Func<FileSessionStore, RecoveryReport, Task<T>> read, CancellationToken cancellationToken)
    {
        var store = new FileSessionStore(new() { Directory = directory, Access = StoreAccess.ReadOnly });
        await using (store.ConfigureAwait(false))
        {
            var report = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await read(store, report).ConfigureAwait(false);
        }
    }
}
