using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Finishes deletions behind their records: the files of the dead life, the directory, and last the
/// ledger.</summary>
/// <remarks>
/// The record is the point of no return and stays until the ledger has its line. With the line last, a line says that
/// the files are gone: what stands under that name later was put there by somebody, and is not touched.
/// </remarks>
internal sealed class Deletions(
    StoreContext store, DeletionLedgerFile ledger, DeletedFiles files, Quarantine quarantine, KeptCopies kept)
{
    /// <summary>Makes a ledger line of a <c>deleted</c> record.</summary>
    public static DeletedSession Of(JournalRecord record) => new()
    {
        SessionId = record.SessionId,
        Life = record.Life,
        DeletedAt = record.Body.CreatedAt,
        Revision = record.Revision,
        MessageCount = record.Body.MessageCount,
        Reason = record.Body.Reason,
        KeptUntil = record.Body.KeptUntil,
        Files = record.Body.Files is { } files ? NamedFile.Parse(files.Span) : null,
        FileLength = record.Body.FileLength,
        FileCrc = record.Body.Crc,
    };

    /// <summary>Finishes the deletion of a session, whose record is the newest write.</summary>
    public Task FinishAsync(SessionEntry entry)
    {
        JournalRecord? record;
        lock (entry.Gate) record = entry.LastDeletion;
        return record is null ? Task.CompletedTask : FinishAsync(entry, [Of(record)]);
    }

    /// <summary>Finishes what can be finished of the deletions of one session. Safe to repeat.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public async Task FinishAsync(SessionEntry entry, IReadOnlyCollection<DeletedSession> deletions)
    {
        await entry.DocumentGate.WaitAsync().ConfigureAwait(false);
        try
        {
            var unfinished = deletions.Where(d => !ledger.IsDurable(d.SessionId, d.Life)).ToList();
            if (unfinished.Count == 0) return;

            foreach (var deletion in unfinished) RemoveFiles(deletion);

            // Also when nothing was there: a former owner may have removed it and flushed nothing.
            store.Disk.FlushDirectory(store.Directory.Root);
            store.Disk.FlushDirectory(store.Directory.Quarantine);
            foreach (var deletion in unfinished) ledger.Add(deletion);
            ledger.Save(store.Directory);
            lock (entry.Gate)
            {
                if (entry.Visible is null) entry.Document = null;
            }
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Finishing the deletion of", entry.Id.Value, e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    /// <summary>Moves a file aside that stands where a new life of a deleted id will write.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public async Task ClearNameAsync(SessionEntry entry)
    {
        await entry.DocumentGate.WaitAsync().ConfigureAwait(false);
        try
        {
            // Another create may have won meanwhile, and its document may be there already.
            lock (entry.Gate)
            {
                if (entry.Pending is not null || entry.Visible is not null) return;
            }

            if (store.Disk.FindEntry(store.DocumentPath(entry.Id)) is null) return;

            quarantine.Keep(entry.Id);
            store.Disk.DeleteFile(store.DocumentPath(entry.Id));
            store.Disk.FlushDirectory(store.Directory.Root);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Clearing the name of", entry.Id.Value, e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    private void RemoveFiles(DeletedSession deletion)
    {
        foreach (var path in files.FindNamed(deletion).ToList())
        {
            if (store.Disk.FindEntry(path) is { Kind: FileSystemEntryKind.Other } link)
                Log.DeletionRemovedLink(store.Logger, deletion.SessionId, link.Name);
            store.Disk.DeleteFile(path);
        }

        // A deletion that was to keep it, and was refused, may have left one.
        if (deletion.KeptUntil is null) kept.Remove(deletion.SessionId, deletion.Life);
    }
}
