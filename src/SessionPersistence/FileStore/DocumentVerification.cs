using System.Collections.Concurrent;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Reads documents whole, behind its callers' backs, of which opening read the head alone: those that changed
/// since somebody last looked at the whole of them.</summary>
/// <param name="store">The store.</param>
/// <param name="verified">Hears that the index is behind.</param>
internal sealed class DocumentVerification(StoreContext store, Action verified)
{
    private const long MostBytesAtOnce = 64 * 1024 * 1024;

    private readonly ConcurrentQueue<SessionId> _waiting = new();

    /// <summary>Verifies what a former owner may have left half, before the store serves its first call: up to
    /// <see cref="MostBytesAtOnce"/>, so that a start stays short.</summary>
    /// <param name="ids">The sessions whose documents it wrote last.</param>
    /// <returns>What is wrong with them.</returns>
    public IEnumerable<RecoveryFinding> VerifyAtOnce(IEnumerable<SessionId> ids)
    {
        var left = MostBytesAtOnce;
        foreach (var id in ids.Order())
        {
            if (!store.Catalog.TryFind(id, out var entry) || entry.Document is not { } document) continue;
            if ((left -= document.Length) < 0) yield break;

            TryVerify(() => Verify(entry));
            if (entry.Document?.Fault is not { } fault) continue;

            yield return new(DocumentFaultCodes.Of(fault.Kind), FindingCategory.UnsafeToRepair,
                $"{fault.Detail} An audit says what can be done.")
            { SessionId = id, Path = StoreContext.DocumentName(id), Offset = fault.Offset };
        }
    }

    /// <summary>Takes note of what opening left.</summary>
    /// <returns>Whether there is anything to do.</returns>
    public bool Begin()
    {
        var (touched, untouched) = store.Catalog.Split();
        var ids = touched.Where(entry => entry is { Fault: null, Document: { IsVerified: false } })
            .Select(entry => entry.Id).Concat(untouched.Where(each => !each.Value.IsVerified).Select(each => each.Key));
        foreach (var id in ids.Order()) _waiting.Enqueue(id);
        return !_waiting.IsEmpty;
    }

    /// <summary>Verifies one document.</summary>
    /// <returns><see langword="false"/> when none is left.</returns>
    public bool VerifyNext()
    {
        if (!_waiting.TryDequeue(out var id)) return false;

        var isDone = TryVerify(() =>
        {
            if (!VerifyUntouched(id) && store.Catalog.TryFind(id, out var entry)) Verify(entry);
        });
        if (isDone) verified();
        return true;
    }

    // What cannot be looked at now, the next start looks at: the index keeps that nobody has.
    private static bool TryVerify(Action verify)
    {
        try
        {
            verify();
            return true;
        }
        catch (Exception e) when (e is StoreUnavailableException or UnsupportedFormatException || DiskFault.Is(e))
        {
            return false;
        }
    }

    // Where the file says what the index says, no entry is made.
    private bool VerifyUntouched(SessionId id)
    {
        if (!store.Catalog.TryFindUntouched(id, out var row)) return false;

        var read = store.Documents.Read(store.DocumentPath(id), id);
        var isAsKnown = read.Document is { Fault: null, Head: var head } && head.Life == row.Life
            && (row.Life is null || head.Revision == row.Revision);
        if (isAsKnown) store.Catalog.Verified(id);
        return isAsKnown;
    }

    private void Verify(SessionEntry entry)
    {
        DocumentStamp? stamp;
        lock (entry.Gate) stamp = entry.Fault is null ? entry.Document : null;
        if (stamp is null or { IsVerified: true }) return;

        // What another program writes meanwhile is seen by whoever reads it next.
        var path = store.DocumentPath(entry.Id);
        if (!stamp.Matches(store.Disk.FindEntry(path))) return;

        var read = store.Documents.Read(path, entry.Id);
        if (stamp.Matches(store.Disk.FindEntry(path)))
            DocumentVerdict.Note(store, entry, stamp, DocumentVerdict.FaultOf(read));
    }
}
