using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Backup;

/// <summary>The generations of a session that were kept before it lost content: <c>&lt;id&gt;.json.bak</c> is the most
/// valuable, <c>.bak.&lt;n&gt;</c> are the others.</summary>
/// <remarks>
/// A generation is a whole document of the state that was visible, with a <see cref="GenerationStamp"/>. What writes
/// holds the document gate of the session. No name is overwritten that is the only one of what it names.
/// </remarks>
internal sealed class BackupGenerations(StoreContext store, FileNumbers numbers)
{
    private const int Best = 0;
    private const string ForeignReason = "foreign";

    /// <summary>Makes a generation durable.</summary>
    /// <returns>The name of its file.</returns>
    /// <exception cref="SessionWriteException">The device refused; the stored generations are still there.</exception>
    public string Keep(SessionHead head, IReadOnlyList<ReadOnlyMemory<byte>> messages, string reason)
    {
        var stamp = new GenerationStamp(
            reason, store.Clock.Stamp, MessageContent.Crc(messages, messages.Count), AcknowledgedAt: null);
        var bytes = DocumentWriter.Write(head with { Generation = stamp }, messages).Bytes.Span;
        PutBestFirst(head.Id);
        var name = GenerationName.Of(head.Id, Best);
        if (Find(head.Id, Best) is { } best)
        {
            var isBetter = best.CompareValue(Given(head, messages.Count, bytes.Length)) < 0;
            if (!isBetter) return PublishLesser(head.Id, bytes);

            MoveDown(head.Id);
        }

        AtomicFile.Replace(store.Disk, store.Directory.Root, name, bytes);
        return name;
    }

    /// <summary>Keeps what a session was before something else took the place of its document, unless that is kept
    /// already.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public void KeepLost(ForeignContent taken)
    {
        if (taken.Lost is not { Head: { } head } lost) return;

        var crc = MessageContent.Crc(lost.Messages, lost.Messages.Count);
        var isKept = List(head.Id).Any(kept => kept.IsReadable && kept.Life == head.Life
            && kept.Revision == head.Revision && kept.ContentCrc == crc);
        if (isKept) return;

        Keep(head, lost.Messages,
            taken.Reason == JournalRecord.RestoreReason ? JournalRecord.RestoreReason : ForeignReason);
    }

    /// <summary>Whether the generations of a life hold messages: each is in one of them at least.</summary>
    public bool HoldAll(SessionId id, string life, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var left = messages;
        if (left.Count == 0) return true;

        foreach (var generation in List(id).Where(kept => kept.IsReadable && kept.Life == life))
        {
            if (TryRead(generation) is { } document) left = MessageContent.Lacking(left, document.Messages);
            if (left.Count == 0) return true;
        }

        return false;
    }

    /// <summary>Lists the generations of a session, the most valuable first.</summary>
    public IReadOnlyList<SessionBackup> List(SessionId id) =>
        [.. numbers.Of(id).Prepend(Best).Select(number => Find(id, number)).OfType<SessionBackup>()
            .OrderBy(g => g.Number > Best).ThenByDescending(g => g, ByValue)];

    /// <summary>Returns the newest generation of a session that this store wrote, under whatever name.</summary>
    public SessionBackup? NewestOfStore(SessionId id) =>
        List(id).Where(kept => kept.IsReadable && kept.Life is not null).MaxBy(kept => kept.Revision);

    /// <summary>Returns the names of the generations of a session.</summary>
    public IReadOnlyList<string> NamesOf(SessionId id) =>
        [.. numbers.Of(id).Prepend(Best).Select(number => GenerationName.Of(id, number))
            .Where(name => store.Disk.FindEntry(store.Directory.PathOf(name)) is not null)];

    /// <summary>Reads a generation, whole.</summary>
    /// <exception cref="SessionCorruptException">It cannot be read.</exception>
    public SessionDocument Read(SessionBackup generation)
    {
        var read = ReadWhole(generation);
        return read.Document ?? throw (read.Fault is { Kind: DocumentFaultKind.Unreadable } passing
            ? new StoreUnavailableException(
                store.Directory.Root, generation.SessionId, $"{generation.FileName}: {passing.Detail}")
            : new SessionCorruptException(generation.SessionId, generation.FileName, read.Fault!.Detail));
    }

    /// <summary>Reads a generation, whole.</summary>
    /// <returns><see langword="null"/> when it cannot be read, or is not what its head says: its checksum
    /// tells.</returns>
    public SessionDocument? TryRead(SessionBackup generation) =>
        ReadWhole(generation).Document is { } document && document.Head.Life == generation.Life ? document : null;

    /// <summary>Notes durably that the loss was meant; the place of the most valuable one goes to the best that nobody
    /// acknowledged.</summary>
    /// <exception cref="SessionCorruptException">The file cannot be read.</exception>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public void Acknowledge(SessionBackup generation)
    {
        var document = Read(generation);
        var file = FileContent.Read(store.Disk, store.Directory.PathOf(generation.FileName));
        var noted = GenerationAcknowledgement.In(file, document, generation.KeptAt, store.Time.GetUtcNow());
        AtomicFile.Replace(store.Disk, store.Directory.Root, generation.FileName, noted.Span);
        PutBestFirst(generation.SessionId);
    }

    /// <summary>Removes a generation durably; the place of the most valuable one goes to the best that is
    /// left.</summary>
    /// <exception cref="SessionWriteException">The device refused.</exception>
    public void Delete(SessionBackup generation)
    {
        var heir = generation.Number == Best ? List(generation.SessionId).FirstOrDefault(g => g.Number > Best) : null;
        if (heir is not null)
        {
            MoveUp(heir);
            return;
        }

        AtomicFile.Delete(store.Disk, store.Directory.Root, generation.FileName);
        numbers.Remove(generation.SessionId, generation.Number);
    }

    /// <summary>Removes what the limits do not allow: older copies of the same state, what is too old by the clock of
    /// the store, and what is too many, acknowledged and oldest first.</summary>
    /// <param name="id">The session.</param>
    /// <param name="limits">What is allowed. The most valuable one is exempt until it is acknowledged; one that cannot
    /// be read always is.</param>
    /// <param name="keptName">The generation that was kept last: the write that it was kept for needs it.</param>
    /// <exception cref="IOException">The device refused; the next call tries again.</exception>
    public void Prune(SessionId id, BackupLimits limits, string keptName)
    {
        var readable = List(id).Where(g => g.IsReadable).ToList();
        var now = store.Clock.Now;
        var copies = readable.Where(g =>
            g.Number > Best && readable.Exists(other => other.Number > g.Number && other.HoldsSame(g))).ToHashSet();
        var candidates = readable
            .Where(g => g.FileName != keptName && (g.Number > Best || g.IsAcknowledged))
            .OrderBy(g => !copies.Contains(g))
            .ThenBy(g => !g.IsAcknowledged)
            .ThenBy(g => g.KeptAt)
            .ThenBy(g => g.Number);
        var tooMany = readable.Count - limits.Count;
        foreach (var generation in candidates)
        {
            if (!copies.Contains(generation) && !(now - generation.KeptAt > limits.Age) && tooMany <= 0) continue;

            Delete(generation);
            tooMany--;
        }
    }

    private static Comparer<SessionBackup> ByValue { get; } = Comparer<SessionBackup>.Create(
        (one, other) => one.CompareValue(other));

    private SessionBackup? Find(SessionId id, int number)
    {
        var name = GenerationName.Of(id, number);
        var path = store.Directory.PathOf(name);
        return store.Disk.FindEntry(path) is { Kind: not FileSystemEntryKind.Other } file
            ? SessionBackup.Of(file, id, number, ReadHead(path, id))
            : null;
    }

    private DocumentReadResult ReadWhole(SessionBackup generation) =>
        store.Documents.Read(store.Directory.PathOf(generation.FileName), generation.SessionId);

    private DocumentHeadResult ReadHead(string path, SessionId id)
    {
        try
        {
            return store.Documents.ReadHead(path, id);
        }
        catch (UnsupportedFormatException e)
        {
            return DocumentHeadResult.Of(new DocumentFault(DocumentFaultKind.Unreadable, null, e.Message), length: 0);
        }
    }

    private static SessionBackup Given(SessionHead head, int messageCount, long bytes) => new()
    {
        SessionId = head.Id,
        Number = Best,
        FileName = "",
        KeptAt = default,
        MessageCount = messageCount,
        Bytes = bytes,
    };

    // What another program has put under a name since the directory was listed is not overwritten.
    private string PublishLesser(SessionId id, ReadOnlySpan<byte> bytes)
    {
        string name;
        do name = GenerationName.Of(id, numbers.Take(id));
        while (!AtomicFile.TryPublish(store.Disk, store.Directory.Root, name, bytes));
        return name;
    }

    // An acknowledgement that a crash broke off, or another program, may have left a lesser one in the first place.
    private void PutBestFirst(SessionId id)
    {
        if (List(id) is not [{ Number: Best } first, { } second, ..] || second.CompareValue(first) <= 0) return;

        MoveDown(id);
        MoveUp(second);
    }

    // The old one gets its further name, durably, before another takes the best.
    private void MoveDown(SessionId id) => AtomicFile.Quarantine(
        store.Disk, store.Directory.Root, GenerationName.Of(id, Best), store.Directory.Root,
        GenerationName.Of(id, numbers.Take(id)));

    private void MoveUp(SessionBackup heir)
    {
        AtomicFile.Move(store.Disk, store.Directory.Root, heir.FileName, GenerationName.Of(heir.SessionId, Best));
        numbers.Remove(heir.SessionId, heir.Number);
    }
}
