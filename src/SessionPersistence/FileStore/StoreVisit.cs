namespace SessionPersistence.FileStore;

/// <summary>Lets a service work on a store: the open one that it came from, or one that is opened for a single
/// call.</summary>
internal sealed class StoreVisit
{
    private readonly FileSessionStore? _store;
    private readonly Func<StoreAccess, FileSessionStore> _open;

    /// <summary>Visits an open store.</summary>
    public StoreVisit(FileSessionStore store) => (_store, _open) = (store, _ => store);

    /// <summary>Visits a directory. Nothing is mended there unasked, and nothing removed because of limits, which are
    /// the host's to know.</summary>
    public StoreVisit(string directory, StoreEnvironment? environment)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);

        _open = access => new(
            new() { Directory = directory, Access = access, StartupRecovery = StartupRecovery.AuditOnly,
                MaxBackups = int.MaxValue, MaxBackupAge = null },
            environment);
    }

    /// <summary>Reads; beside a live owner too.</summary>
    public Task<T> ReadAsync<T>(Func<StoreEngine, T> call, CancellationToken cancellationToken) =>
        DoAsync(StoreAccess.ReadOnly, engine => Task.FromResult(call(engine)), cancellationToken);

    /// <summary>Writes; when it returns, the documents of a directory say what was written.</summary>
    public Task<T> WriteAsync<T>(Func<StoreEngine, Task<T>> call, CancellationToken cancellationToken) =>
        DoAsync(StoreAccess.ReadWrite, call, cancellationToken);

    private async Task<T> DoAsync<T>(
        StoreAccess access, Func<StoreEngine, Task<T>> call, CancellationToken cancellationToken)
    {
        if (_store is not null)
            return await call(await _store.EngineAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

        var opened = _open(access);
        await using var closing = opened.ConfigureAwait(false);
        var engine = await opened.EngineAsync(cancellationToken).ConfigureAwait(false);
        var result = await call(engine).ConfigureAwait(false);

        // What was asked for is done: the rest is not broken off.
        if (access == StoreAccess.ReadWrite)
            await engine.CheckpointAsync(id: null, CancellationToken.None).ConfigureAwait(false);
        return result;
    }
}
