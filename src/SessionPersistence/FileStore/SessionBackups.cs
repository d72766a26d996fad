using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>The backup generations of an open store, for people.</summary>
internal sealed class SessionBackups(StoreContext store, BackupGenerations backups, StoreEngine engine)
{
    /// <summary>Lists the generations of a session that was not deleted.</summary>
    public IReadOnlyList<SessionBackup> List(SessionId id)
    {
        // A generation whose document is gone belongs to a session that the catalogue may not know.
        if (!store.Catalog.TryFind(id, out var entry)) return backups.List(id);

        lock (entry.Gate)
        {
            if (IsDeleted(entry)) return [];
        }

        return [.. backups.List(id).Where(generation => !entry.IsDead(generation.Life))];
    }

    /// <summary>Reads a generation.</summary>
    /// <exception cref="BackupNotFoundException">It is gone.</exception>
    public Session Load(SessionBackup listed)
    {
        var found = FindAgain(listed) ?? throw new BackupNotFoundException(listed);
        var document = backups.Read(found);
        return new(document.Head.ToMetadata(), [.. document.CompactMessages().Select(SessionMessage.FromTrusted)]);
    }

    /// <summary>Brings a generation back.</summary>
    public async Task<WriteResult> RestoreAsync(
        SessionBackup listed, long? expectedRevision, CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        var entry = EntryOf(listed.SessionId);
        lock (entry.Gate)
        {
            if (IsDeleted(entry)) throw new SessionNotFoundException(entry.Id, wasDeleted: true);
        }

        var found = FindAgain(listed) ?? throw new BackupNotFoundException(listed);
        return await engine.Restorer.RestoreAsync(entry, backups.Read(found), expectedRevision, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Notes that the loss was meant.</summary>
    /// <returns><see langword="false"/> when the generation is gone.</returns>
    public Task<bool> AcknowledgeAsync(SessionBackup listed, CancellationToken cancellationToken) =>
        ChangeAsync(listed, Acknowledge, cancellationToken);

    /// <summary>Removes a generation.</summary>
    /// <returns><see langword="false"/> when it was gone already.</returns>
    public Task<bool> DeleteAsync(SessionBackup listed, CancellationToken cancellationToken) =>
        ChangeAsync(listed, backups.Delete, cancellationToken);

    private async Task<bool> ChangeAsync(
        SessionBackup listed, Action<SessionBackup> change, CancellationToken cancellationToken)
    {
        engine.ThrowIfNotWritable();
        var entry = EntryOf(listed.SessionId);
        await entry.DocumentGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (FindAgain(listed) is not { } found) return false;

            change(found);
            return true;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Changing", listed.FileName, e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    private SessionBackup? FindAgain(SessionBackup listed) =>
        List(listed.SessionId).FirstOrDefault(listed.IsSame);

    private void Acknowledge(SessionBackup found)
    {
        if (!found.IsAcknowledged) backups.Acknowledge(found);
    }

    private SessionEntry EntryOf(SessionId id) => store.Catalog.GetOrAdd(id, engine);

    private static bool IsDeleted(SessionEntry entry) =>
        entry.IsEnding || (entry.DeadLives.Count > 0 && entry is { Visible: null, Pending: null, Fault: null });
}
