using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Writes documents behind the journal.</summary>
internal sealed partial class Checkpointer(
    StoreContext store,
    SessionWriter writer,
    SessionLoader loader,
    IForeignWrites foreignWrites,
    Quarantine quarantine,
    BackupGenerations backups,
    UnwrittenDocuments unwritten)
{
    /// <summary>Brings the document of a session up to its durable state, if it is not.</summary>
    /// <exception cref="SessionWriteException">The device refused; the records stay in the journal.</exception>
    /// <exception cref="SessionCorruptException">The stored document, without which the records say too little, cannot
    /// be read any more.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be read now, or is not there; nothing is remembered of
    /// that.</exception>
    public Task CheckpointAsync(SessionEntry entry) => WriteIfAsync(entry, NeedsCheckpoint, WriteAsync);

    /// <summary>Gives a session up whose file is still gone, when somebody asked for its document: until then a file
    /// may come back.</summary>
    /// <exception cref="SessionCorruptException">It is.</exception>
    /// <exception cref="SessionWriteException">Whether it is cannot be seen.</exception>
    public Task GiveUpIfGoneAsync(SessionEntry entry) => WriteIfAsync(entry, IsGone, GiveUp);

    private bool IsGone(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry is not { Visible: not null, Document: not null, Fault: null }) return false;
        }

        return store.Disk.FindEntry(store.DocumentPath(entry.Id)) is null;
    }

    private Task<int> GiveUp(SessionEntry entry)
    {
        Remember(entry, SessionLoader.Removed);
        throw SessionLoader.Remembered(entry.Id, SessionLoader.Removed);
    }

    /// <summary>Puts what another program wrote over a document together with what was there, if one did: as long as
    /// the journal has that.</summary>
    /// <exception cref="SessionWriteException">The device refused; the records stay in the journal.</exception>
    /// <exception cref="SessionCorruptException">There is no readable copy.</exception>
    public Task MergeAsync(SessionEntry entry) =>
        IsDisplaced(entry) ? WriteIfAsync(entry, IsDisplaced, WriteAsync) : Task.CompletedTask;

    // A file that is gone stays so: that is how other programs delete.
    private bool IsDisplaced(SessionEntry entry)
    {
        DocumentStamp stamp;
        lock (entry.Gate)
        {
            if (entry is not { Document: { IsForeign: false } document, Visible.Life: not null, Fault: null })
                return false;

            stamp = document;
        }

        return store.Disk.FindEntry(store.DocumentPath(entry.Id)) is { Kind: FileSystemEntryKind.File } file
            && (!stamp.Matches(file) || IsChanged(entry, stamp));
    }

    // Its end may say what this store wrote while its middle does not.
    private bool IsChanged(SessionEntry entry, DocumentStamp stamp)
    {
        if (stamp.IsVerified) return stamp.Fault is not null;

        var read = store.Documents.Read(store.DocumentPath(entry.Id), entry.Id);
        var fault = DocumentVerdict.FaultOf(read);
        DocumentVerdict.Note(store, entry, stamp, fault);
        return fault is not null;
    }

    private async Task WriteIfAsync(
        SessionEntry entry, Func<SessionEntry, bool> isNeeded, Func<SessionEntry, Task<int>> writeAsync)
    {
        await entry.DocumentGate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (entry.IsEnding || !isNeeded(entry)) return;

            writer.ThrowIfGone();
            using var observation = store.Metrics.Store.ObserveCheckpoint();
            if (await writeAsync(entry).ConfigureAwait(false) is > 0 and var bytes)
                store.Metrics.Store.DocumentWritten(bytes);
            unwritten.Settled(entry);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            unwritten.Failed(entry, e);
            throw DiskFault.NotDone("Bringing up to date", StoreContext.DocumentName(entry.Id), e);
        }
        catch (SessionPersistenceException e) when (e is not StoreReadOnlyException)
        {
            if (IsBehind(entry)) unwritten.Failed(entry, e);
            throw;
        }
        finally
        {
            entry.DocumentGate.Release();
        }
    }

    private static bool IsBehind(SessionEntry entry)
    {
        lock (entry.Gate) return entry.Tail.Count > 0;
    }

    /// <summary>Throws if the document of the present state may be lost by a loss of power: it is not written again
    /// before there is something new to write.</summary>
    /// <exception cref="SessionWriteException">The fate of the document is unknown.</exception>
    public static void ThrowIfUncertain(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry.Tail.Count == 0 || entry.Visible?.Revision != entry.UncertainRevision) return;
        }

        throw new SessionWriteException(
            $"Whether {StoreContext.DocumentName(entry.Id)} is durable is unknown; the journal has what it says.",
            WriteOutcome.Unknown);
    }

    /// <summary>Whether the journal holds what the document does not.</summary>
    public static bool NeedsCheckpoint(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            return entry.Fault is null && entry.Visible is { } visible && entry.Tail.Count > 0
                && visible.Revision != entry.UncertainRevision;
        }
    }

    // Returns the length of the document, or 0 when none was written: the next pass sees why.
    private async Task<int> WriteAsync(SessionEntry entry)
    {
        SessionHead visible;
        IReadOnlyList<JournalRecord> tail;
        DocumentStamp? stamp;
        lock (entry.Gate)
            (visible, tail, stamp) = (entry.ForDocument(entry.Visible!), [.. entry.Tail], entry.Document);

        var path = store.DocumentPath(entry.Id);
        var found = store.Disk.FindEntry(path);
        if (found is { Kind: FileSystemEntryKind.Other }) throw LinkedFile.Refusal(path);
        if (stamp?.Matches(found) == true && TryExtend(visible, tail, stamp.Layout, path) is { } extended)
        {
            return Publish(entry, visible, extended, found);
        }

        var read = found is null ? null : store.Documents.Read(path, entry.Id);
        var isOurs = read?.Document is { } document && SessionLoader.IsOurs(document, visible, stamp)
            && IsKnown(entry, document.Head.Revision, stamp);
        if (found is null ? stamp is not null : !isOurs)
        {
            return await MergeAsync(entry, visible, tail, stamp, found, read).ConfigureAwait(false);
        }

        var content = read?.Document is null ? SessionContent.Empty : SessionContent.Of(read.Document);
        foreach (var record in tail)
        {
            if (!content.Apply(record)) throw SessionLoader.Unread(store, entry.Id, NotOurs);
        }

        return Publish(entry, content, found);
    }

    // A document of this life at any other revision is another device's: what the journal has at that number is not in
    // it.
    private static bool IsKnown(SessionEntry entry, long revision, DocumentStamp? stamp)
    {
        lock (entry.Gate) return stamp is null || revision == stamp.Revision || revision == entry.UncertainRevision;
    }

    // Most often nothing was taken away and the file is the one that was written last: what lies there is copied, not
    // read.
    private WrittenDocument? TryExtend(
        SessionHead visible, IReadOnlyList<JournalRecord> tail, DocumentLayout? written, string path)
    {
        if (written is null || written.Life != visible.Life || !tail.All(OnlyAppends)) return null;

        List<ReadOnlyMemory<byte>> added = [.. tail.SelectMany(record => record.Body.Messages)];
        if (written.MessageCount + added.Count != visible.MessageCount) return null;

        return store.Documents.ReadWritten(path, written) is { } bytes ? DocumentWriter.Extend(
            visible, written, bytes, added) : null;
    }

    private static bool OnlyAppends(JournalRecord record) =>
        record.Event is not (JournalEvent.Created or JournalEvent.Rewritten)
            && record.Body.Members.All(member => MemberOrder.IsMetadata(member.Name));

    private static DocumentFault NotOurs { get; } =
        new(DocumentFaultKind.Damaged, null, "the document is not the one that the journal's records build on");

    private int Publish(SessionEntry entry, SessionContent content, FileSystemEntry? known) =>
        Publish(entry, content.Head!, DocumentWriter.Write(entry.ForDocument(content.Head!), content.Messages), known);

    private int Publish(SessionEntry entry, SessionHead head, WrittenDocument written, FileSystemEntry? known)
    {
        var name = StoreContext.DocumentName(entry.Id);
        store.Documents.ThrowIfTooLarge(written, name);
        try
        {
            // A foreign write since the file was read, or a deletion: the next pass sees it anew.
            var done = known is { } before
                ? AtomicFile.Replace(
                    store.Disk, store.Directory.Root, name, written.Bytes.Span, () => IsStill(entry, head, before))
                : AtomicFile.TryPublish(
                    store.Disk, store.Directory.Root, name, written.Bytes.Span, () => IsAlive(entry, head));
            if (!done) return 0;
        }
        catch (SessionWriteException e) when (e.Outcome == WriteOutcome.Unknown)
        {
            lock (entry.Gate) entry.UncertainRevision = head.Revision;
            throw;
        }

        // Another program was faster than the look at it: the next pass sees that.
        if (store.FindWritten(entry.Id, written) is not { } file) return 0;

        entry.Cover(DocumentStamp.Of(file, head.Revision, isForeign: false, written.Layout));
        writer.EnqueueCovered(entry, head, written.Crc);
        return written.Bytes.Length;
    }

    private bool IsStill(SessionEntry entry, SessionHead head, FileSystemEntry file) =>
        IsAlive(entry, head)
            && DocumentStamp.Of(file, 0, isForeign: false).Matches(store.Disk.FindEntry(store.DocumentPath(entry.Id)));

    private static bool IsAlive(SessionEntry entry, SessionHead head)
    {
        lock (entry.Gate)
            return entry.Visible is { } visible && visible.Life == head.Life && visible.Revision >= head.Revision;
    }
}
