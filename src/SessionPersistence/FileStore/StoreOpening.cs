using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;
using SessionPersistence.Stores;

namespace SessionPersistence.FileStore;

/// <summary>What an owner does before it serves its first call: everything that a former one left unfinished.</summary>
internal sealed class StoreOpening(
    StoreContext store, StoreParts parts, OwnerParts owner, StartupMending mending, List<RecoveryFinding> findings)
{
    private readonly HashSet<SessionId> _delayed = [];

    /// <summary>Finishes what the replay found. Safe to repeat, and to break off at any point.</summary>
    public async Task RunAsync(StoreReplay replay, StoreContents contents)
    {
        Sweep(contents.Staging);
        await FlushReplayedAsync(replay.Unflushed).ConfigureAwait(false);
        await FinishDeletionsAsync(replay).ConfigureAwait(false);
        RemoveKeptCopies();

        // Put together with what is known of it before anybody judges it by its file.
        foreach (var entry in store.Catalog.Entries.Where(IsDisplaced).OrderBy(entry => entry.Id).ToList())
            Publish(entry);
        await mending.RunAsync().ConfigureAwait(false);
        owner.Published.Cover();

        var behind = store.Catalog.Entries.Where(IsBehind).OrderBy(entry => entry.Id).ToList();
        await EndTurnsAsync(behind).ConfigureAwait(false);
        foreach (var entry in behind.Where(entry => !IsDisplaced(entry))) Publish(entry);

        if (behind.Count > 0) owner.Published.Cover();
        _delayed.UnionWith(replay.Delayed);
        await owner.Retirement.RetireAsync().ConfigureAwait(false);
    }

    /// <summary>Gets the sessions that could not be put in order because their files could not be read.</summary>
    public IReadOnlyCollection<SessionId> Delayed => _delayed;

    /// <summary>Does for one session, of an open store, what could not be done before its file was read.</summary>
    /// <param name="entry">The session.</param>
    /// <param name="unflushed">Its records that nothing says were flushed, but that were used.</param>
    public async Task FinishAsync(
        SessionEntry entry, IReadOnlyList<(SessionEntry Entry, JournalRecord Record)> unflushed)
    {
        await FlushReplayedAsync(unflushed).ConfigureAwait(false);
        _delayed.Remove(entry.Id);
        await EndTurnsAsync([entry]).ConfigureAwait(false);
        if (Checkpointer.NeedsCheckpoint(entry)) owner.Maintenance.Changed(entry);
    }

    private static bool IsDisplaced(SessionEntry entry) =>
        entry is { Fault: null, Document.IsForeign: true, Visible.Life: not null };

    // What another program wrote and nobody could mend is not ours to write.
    private static bool IsBehind(SessionEntry entry) =>
        entry.Fault is null && entry.Visible is { Life: not null } visible
            && (entry.Tail.Count > 0 || visible.OpenTurn is not null || entry.HighestRevision > visible.Revision);

    private void Sweep(IReadOnlyList<string> staging)
    {
        foreach (var name in staging) Sweep(name, store.Directory.PathOf(name));

        // Where there are no hard links, files are set aside as copies, which are staged there.
        foreach (var file in store.Disk.ListDirectory(store.Directory.Quarantine)
            .Where(e => StagingFile.IsStaging(e.Name)).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            Sweep($"{StoreDirectory.QuarantineName}/{file.Name}", store.Directory.PathInQuarantine(file.Name));
        }

        foreach (var name in parts.Kept.Staging())
            Sweep($"{StoreDirectory.DeletedName}/{name}", store.Directory.PathInDeleted(name));
    }

    private void RemoveKeptCopies()
    {
        try
        {
            owner.Expiry.RunAtStart();
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // They are not read; the pass behind the calls tries again.
            Log.BackgroundWorkFailed(store.Logger, e);
        }
    }

    private void Sweep(string name, string path)
    {
        try
        {
            store.Disk.DeleteFile(path);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            var seen = "A write that never finished left this file; "
                + $"it cannot be removed ({e.Message}) and does no harm.";
            findings.Add(new(FindingKinds.StagingLeftover, FindingCategory.UnsafeToRepair, seen) { Path = name });
            return;
        }

        findings.Add(new(FindingKinds.StagingLeftover, FindingCategory.Ok,
            "A write that never finished left this file; it was removed.") { Path = name });
    }

    // What can be read may be in the page cache only, and flushing the old file proves nothing: written again to a file
    // of ours, it is durable.
    private async Task FlushReplayedAsync(IReadOnlyList<(SessionEntry Entry, JournalRecord Record)> records)
    {
        await owner.Journal.CommitAllAsync(
            [.. records.Select(each => owner.Journal.EnqueueCopy(each.Record, each.Entry))]).ConfigureAwait(false);
    }

    private async Task FinishDeletionsAsync(StoreReplay replay)
    {
        foreach (var (entry, unfinished) in replay.UnfinishedDeletions.OrderBy(d => d.Entry.Id).ToList())
        {
            findings.Add(await FinishAsync(entry, unfinished).ConfigureAwait(false));
        }
    }

    private async Task<RecoveryFinding> FinishAsync(SessionEntry entry, IReadOnlyCollection<DeletedSession> unfinished)
    {
        try
        {
            await parts.Deletions.FinishAsync(entry, unfinished).ConfigureAwait(false);
            return new(FindingKinds.DeletionUnfinished, FindingCategory.Ok,
                "The session was deleted, but that was not finished; the files that the deletion names are gone now.")
            { SessionId = entry.Id };
        }
        catch (Exception e) when (e is SessionWriteException || DiskFault.Is(e))
        {
            // It is not shown, and its record stays in the journal: one bad file must not stop the rest.
            Log.DeletionDelayed(store.Logger, entry.Id, e);
            return new(FindingKinds.DeletionUnfinished, FindingCategory.UnsafeToRepair,
                $"The session was deleted; what it has left cannot be removed ({e.Message}). It is not shown, and the "
                + "next start tries again.") { SessionId = entry.Id };
        }
    }

    private async Task EndTurnsAsync(List<SessionEntry> entries)
    {
        var appends = new List<JournalAppend>();
        foreach (var entry in entries)
        {
            if (entry.Visible?.OpenTurn is not { } open || entry.Visible.Life is null) continue;

            if (Load(entry) is not { } content) continue;

            appends.Add(Interrupt(entry, open, content));
            findings.Add(new(FindingKinds.TurnInterrupted, FindingCategory.Ok,
                "A turn was open when its owner ended; it was marked as interrupted.")
            {
                SessionId = entry.Id,
                TurnId = open.TurnId,
            });
        }

        await owner.Journal.CommitAllAsync(appends).ConfigureAwait(false);
    }

    private JournalAppend Interrupt(SessionEntry entry, OpenTurnHead open, SessionContent content)
    {
        var ending = TurnWriter.WithIds(
            TurnInterruption.CreateMessages(
                open.TurnId, MessagesOf(entry.Turn!, content), entry.Turn!.PartialText, InterruptionReasons.OwnerLost),
            open.TurnId);
        var body = owner.Writer.Body()
            .Turn(open.TurnId)
            .Text("reason", InterruptionReasons.OwnerLost)
            .Messages(ending.Select(m => m.Utf8Json))
            .Build();
        lock (entry.Gate) return owner.Writer.Enqueue(entry, entry.Visible!, JournalEvent.Interrupted, body);
    }

    // By the records of the turn: a caller may give its messages any turn_id. By that too, should a damaged shard have
    // lost a record.
    private static List<SessionMessage> MessagesOf(LiveTurn turn, SessionContent content)
    {
        var ids = turn.Messages.Select(message => message.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. content.Messages.Select(SessionMessage.FromTrusted)
            .Where(m => m.TurnId == turn.Head.TurnId.Value || (m.Id is { } id && ids.Contains(id)))];
    }

    private SessionContent? Load(SessionEntry entry)
    {
        try
        {
            return parts.Loader.Load(entry);
        }
        catch (SessionCorruptException e)
        {
            findings.Add(new(FindingKinds.MalformedDocument, FindingCategory.UnsafeToRepair,
                $"{e.Detail} The session cannot be read; the file is left as it is.")
            {
                SessionId = entry.Id,
                Path = e.Path,
            });
            entry.Fault = new(DocumentFaultKind.Damaged, null, e.Detail);
            store.Catalog.Moved(entry);
            return null;
        }
        catch (Exception e) when (e is StoreUnavailableException or SessionTooLargeException)
        {
            AddUnread(entry, e is StoreUnavailableException ? FindingKinds.DocumentUnreadable
                : FindingKinds.DocumentTooLarge, e.Message);
            return null;
        }
    }

    // The journal keeps what it has of the session; the next call looks again.
    private void AddUnread(SessionEntry entry, string kind, string detail)
    {
        findings.Add(new(kind, FindingCategory.UnsafeToRepair, $"{detail} The file is left as it is.")
        { SessionId = entry.Id, Path = StoreContext.DocumentName(entry.Id) });
        _delayed.Add(entry.Id);
    }

    // What stands there is looked at before it is read: what another program writes in between stands.
    private bool TryLook(SessionEntry entry, out FileSystemEntry? seen, out DisplacedDocument? displaced)
    {
        (seen, displaced) = (null, null);
        if (entry.Fault is not null || _delayed.Contains(entry.Id)) return false;

        try
        {
            seen = store.Disk.FindEntry(store.DocumentPath(entry.Id));
            displaced = DisplacedDocument.Find(store, entry);
            if (displaced is not { IsUnread: true, Fault: { } unread }) return true;

            AddUnread(entry, DocumentFaultCodes.Of(unread.Kind), unread.Detail);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            AddUnread(entry, FindingKinds.DocumentUnreadable, e.Message);
        }

        return false;
    }

    private void Publish(SessionEntry entry)
    {
        if (!TryLook(entry, out var seen, out var displaced) || Load(entry) is not { } content) return;

        // Its end may be the one that the journal knows, and only the whole of it another.
        if (entry.Document?.Fault is { Kind: DocumentFaultKind.Changed } changed)
            displaced ??= new(entry.Id, null, IsPutBack: false) { Change = changed };

        // Higher than any revision that was ever seen, applied or lost: a late copy of a lost record can never apply to
        // this. Given away whatever follows: a document whose fate is unknown may have it, and a write must not get it
        // too.
        var revision = ++entry.HighestRevision;
        var head = content.Head! with { Revision = revision, IsPartial = false, ForeignSessionId = null };
        try
        {
            if (displaced is not null) SetAside(entry, displaced);
            else KeepWhatIsTaken(entry);
            var written = DocumentWriter.Write(head, content.Messages);
            store.Documents.ThrowIfTooLarge(written, StoreContext.DocumentName(entry.Id));
            var file = store.WriteOver(seen, entry.Id, written);
            entry.Restore(head, [], DocumentStamp.Of(file, revision, isForeign: false, written.Layout), revision);
            owner.Published.Add(entry, head, written.Crc);
        }
        catch (Exception e) when (e is SessionWriteException || DiskFault.Is(e))
        {
            // Its records stay in the journal, and the session goes on from them.
            Log.CheckpointFailed(store.Logger, entry.Id, e);
        }
    }

    // Where somebody put an older document back, it may be the last that has what a rewrite behind it takes away.
    private void KeepWhatIsTaken(SessionEntry entry)
    {
        if (entry is not { Document: { } older, Visible.Life: { } life } || !entry.Tail.Any(r => r.MayTakeAway)) return;
        if (older.Revision >= parts.Past.LogOf(entry.Id, life)?.CoveredRevision) return;

        if (parts.Loader.TakeIn(entry) is { Reason: null } taken) parts.Generations.KeepLost(taken);
    }

    private void SetAside(SessionEntry entry, DisplacedDocument displaced)
    {
        if (parts.Loader.TakeIn(entry) is { } taken) parts.Generations.KeepLost(taken);
        findings.Add(displaced.ToFinding(
            FindingCategory.Ok, $"the former file is kept as {parts.Quarantine.Keep(displaced.Id)}."));
    }
}
