using System.Runtime.ExceptionServices;
using SessionPersistence.Catalog;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

internal sealed partial class StoreEngine
{
    /// <summary>Brings documents up to date.</summary>
    public async Task CheckpointAsync(SessionId? id, CancellationToken cancellationToken)
    {
        var owner = Writable();
        if (id is null)
        {
            await CheckpointAllAsync(owner.Checkpointer, cancellationToken).ConfigureAwait(false);
            return;
        }

        GiveUpIfGone(id.Value);
        if (!_store.Catalog.TryFind(id.Value, out var entry))
            throw new SessionNotFoundException(id.Value, wasDeleted: false);

        lock (entry.Gate) SessionWriter.PendingOf(entry);
        await CheckpointAsync(owner.Checkpointer, entry).ConfigureAwait(false);
    }

    private static async Task CheckpointAsync(Checkpointer checkpointer, SessionEntry entry)
    {
        try
        {
            await checkpointer.CheckpointAsync(entry).ConfigureAwait(false);
        }
        finally
        {
            await checkpointer.GiveUpIfGoneAsync(entry).ConfigureAwait(false);
        }

        Checkpointer.ThrowIfUncertain(entry);
    }

    // One session that cannot be written does not keep the others from it.
    private async Task CheckpointAllAsync(Checkpointer checkpointer, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? first = null;
        GiveUpUntouchedThatAreGone();
        foreach (var entry in _store.Catalog.Entries.OrderBy(e => e.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await CheckpointAsync(checkpointer, entry).ConfigureAwait(false);
            }
            catch (SessionPersistenceException e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        first?.Throw();
    }

    /// <summary>Gives a session up that nobody has touched and whose file is gone.</summary>
    /// <exception cref="SessionWriteException">Whether it is cannot be seen.</exception>
    public void GiveUpIfGone(SessionId id)
    {
        try
        {
            if (_store.Catalog.IsUntouched(id) && _store.Disk.FindEntry(_store.DocumentPath(id)) is null)
                _store.Catalog.GiveUp(id);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Looking at", _store.DocumentPath(id), e);
        }
    }

    private void GiveUpUntouchedThatAreGone()
    {
        var (_, untouched) = _store.Catalog.Split();
        if (untouched.Count == 0) return;

        foreach (var id in untouched.Select(each => each.Key).Except(DocumentsOfDirectory())) _store.Catalog.GiveUp(id);
    }

    private HashSet<SessionId> DocumentsOfDirectory()
    {
        try
        {
            return [.. StoreContents.List(_store.Directory, []).Documents.Select(document => document.Id)];
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Listing", _store.Directory.Root, e);
        }
    }
}
