using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Makes a document of another program ours, before the first write to it: its bytes go to quarantine, then a
/// document of a new life takes the name.</summary>
internal sealed class Adoption(StoreContext store, Quarantine quarantine)
{
    /// <summary>Adopts the document of a session if it is foreign. Safe to repeat.</summary>
    /// <returns>What the bytes of the foreign document are kept as; <see langword="null"/> when it was none.</returns>
    /// <exception cref="SessionCorruptException">The file cannot be read any more.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public async Task<string?> EnsureOwnedAsync(SessionEntry entry, CancellationToken cancellationToken)
    {
        if (!IsForeign(entry)) return null;

        await entry.DocumentGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return IsForeign(entry) ? Adopt(entry) : null;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw DiskFault.NotDone("Adopting", store.DocumentPath(entry.Id), e);
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    private static bool IsForeign(SessionEntry entry)
    {
        lock (entry.Gate) return entry.Fault is null && entry.Pending is { Life: null };
    }

    private static SessionWriteException AnotherWriter(string name) =>
        new($"Another program is writing {name} at the same time.", WriteOutcome.NotDone);

    private string Adopt(SessionEntry entry)
    {
        var name = StoreContext.DocumentName(entry.Id);
        var path = store.DocumentPath(entry.Id);
        var found = store.Disk.FindEntry(path);
        if (found is { Kind: FileSystemEntryKind.Other }) throw LinkedFile.Refusal(path);
        var read = store.Documents.Read(path, entry.Id);
        if (read.Document is not { } document) throw SessionLoader.Unread(store, entry.Id, read.Fault!);
        if (found is not { } file) throw AnotherWriter(name);

        // A caller may hold the revision of the file that start-up saw; of any other it must not.
        var revision = entry.Visible!.Revision + (entry.Document?.Matches(found) == true ? 0 : 1);
        var seen = DocumentStamp.Of(file, 0, isForeign: true);
        var head = document.Head with
        {
            ForeignSessionId = null,
            Generation = null,
            Life = entry.KnownLife ?? NewLife.Create(),
            Revision = revision,
            OpenTurn = null,
        };
        var written = DocumentWriter.Write(head, document.CompactMessages());
        store.Documents.ThrowIfTooLarge(written, name);
        var kept = quarantine.Keep(entry.Id);
        var replaced = AtomicFile.Replace(
            store.Disk, store.Directory.Root, name, written.Bytes.Span, () => seen.Matches(store.Disk.FindEntry(path)));
        if (!replaced) throw AnotherWriter(name);

        if (store.FindWritten(entry.Id, written) is not { } own) throw AnotherWriter(name);

        entry.Adopt(head, DocumentStamp.Of(own, head.Revision, isForeign: false, written.Layout));
        return kept;
    }
}
