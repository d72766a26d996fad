using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Keeps what a session is before a write takes content from it.</summary>
internal sealed class GenerationKeeper(StoreContext store, BackupGenerations backups, BackupLimits limits)
{
    /// <summary>Makes a generation of the visible state durable.</summary>
    /// <returns>The name of its file.</returns>
    /// <exception cref="SessionNotFoundException">The session was deleted meanwhile; nothing was written.</exception>
    /// <exception cref="SessionWriteException">The device refused: what it was kept for must not happen.</exception>
    public async Task<string> KeepAsync(
        SessionEntry entry, SessionContent content, string reason, CancellationToken cancellationToken)
    {
        await entry.DocumentGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (entry.Gate)
            {
                // Its files are being removed, or have been: nothing of it may come after them.
                if (entry.IsEnding || entry.Visible?.Life != content.Head!.Life)
                    throw new SessionNotFoundException(entry.Id, wasDeleted: true);
            }

            return backups.Keep(content.Head, content.Messages, reason);
        }
        catch (Exception e) when (e is SessionWriteException || DiskFault.Is(e))
        {
            throw new SessionWriteException(
                "The backup generation could not be made durable; the session is unchanged.", WriteOutcome.NotDone, e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    /// <summary>Removes the generations that are too many or too old, once the write stands that the newest was kept
    /// for.</summary>
    public async Task PruneAsync(SessionEntry entry, string keptName)
    {
        await entry.DocumentGate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!entry.IsEnding) backups.Prune(entry.Id, limits, keptName);
        }
        catch (Exception e) when (e is SessionWriteException || DiskFault.Is(e))
        {
            // The write stands; the next one of its kind tries again.
            Log.BackupsNotPruned(store.Logger, entry.Id, e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }
}
