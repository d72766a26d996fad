using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Testing;
using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>A host whose every step is part of the trace: one thread, time that stands still, and a note of all that it
/// sends and is told.</summary>
/// <remarks>
/// Run it without a synchronization context. Then a call of the store has returned when its task is made: the first
/// writer leads on its own thread, and timers run on the thread that advances time. Only what a hook queues while a
/// flush runs is led on the pool, and the scenario awaits it before it goes on.
/// </remarks>
internal sealed class CrashHost(CrashRun run)
{
    public const string Root = "/store";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, Turn> _turns = [];
    private readonly ConcurrentDictionary<string, string> _openTurns = [];
    private readonly HashSet<string> _partials = [];
    private int _deeds;

    /// <summary>Gets or sets the size beyond which a shard ends.</summary>
    public long MaxShardBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets what opening does about what it finds.</summary>
    public StartupRecovery StartupRecovery { get; set; }

    /// <summary>Gets or sets whether errors of the disk are expected.</summary>
    public bool DiskMayFail { get; set; }

    public CrashFileSystem Disk => run.FileSystem;

    public SteppedTime Time { get; private set; } = new();

    public FileSessionStore Store { get; private set; } = null!;

    /// <summary>Gets the errors that callers got.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = [];

    public static FileSessionStore NewStore(
        CrashFileSystem disk,
        TimeProvider time,
        long maxShardBytes = 16 * 1024 * 1024,
        StartupRecovery startupRecovery = StartupRecovery.Repair,
        IMeterFactory? meters = null) =>
        new(new() { Directory = Root, LockTimeout = TimeSpan.Zero, MaxShardBytes = maxShardBytes,
                StartupRecovery = startupRecovery }, new() { FileSystem = disk, TimeProvider = time, MeterFactory = meters });

    /// <summary>Takes over a store that was opened before the scenario.</summary>
    public void Attach(FileSessionStore store, SteppedTime time) => (Store, Time) = (store, time);

    public async Task OpenAsync()
    {
        Time = new();
        Store = NewStore(Disk, Time, MaxShardBytes, StartupRecovery);
        await TryAsync(null, async () =>
        {
            await Store.OpenAsync();
            return 0;
        });
    }

    /// <summary>Says what the disk held before the scenario.</summary>
    public void Seeded(string id, string title, params string[] texts)
    {
        var deed = new Deed(++_deeds, DeedKind.Seed, id) { Title = title, Texts = texts };
        run.Send(deed);
        run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    public Task CreateAsync(string id, params string[] texts) => CreateAsync(id, replaceDeleted: false, texts);

    public Task RecreateAsync(string id, params string[] texts) => CreateAsync(id, replaceDeleted: true, texts);

    /// <summary>Makes a session that begins with the first messages of another one.</summary>
    public async Task ForkAsync(string id, string newId, int atMessage)
    {
        var texts = (await SeenSession.OfAsync(Store, id)).Messages.Take(atMessage).ToList();
        await DoAsync(
            new(++_deeds, DeedKind.Create, newId) { Title = "t-" + newId, Texts = texts },
            async () => (await Store.ForkAsync(Id(id), atMessage, Id(newId), "t-" + newId)).Revision);
    }

    /// <summary>Makes a session of the portable document of another one.</summary>
    public async Task ImportAsync(string id, string newId)
    {
        using var document = new MemoryStream();
        await Store.ExportAsync(Id(id), document);
        document.Position = 0;
        var seen = await SeenSession.OfAsync(Store, id);
        await DoAsync(
            new(++_deeds, DeedKind.Create, newId) { Title = seen.Title, Texts = seen.Messages },
            async () => (await Store.ImportAsync(document, Id(newId))).Revision);
    }

    public Task AppendAsync(string id, params string[] texts) =>
        DoAsync(new(++_deeds, DeedKind.Append, id) { Texts = texts },
            async () => (await Store.AppendAsync(Id(id), Messages(texts))).Revision);

    /// <summary>Appends a message under an id of the caller, who does not know whether it is there.</summary>
    public Task AppendOnceAsync(string id, string messageId, string text) =>
        DoAsync(new(++_deeds, DeedKind.AppendOnce, id) { Texts = [text] },
            async () => (await Store.AppendAsync(Id(id), [SessionMessage.User(text).WithIds(messageId)])).Revision);

    public Task BeginAsync(string id, string turn, params string[] texts) =>
        DoAsync(new(++_deeds, DeedKind.Begin, id) { Turn = turn, Texts = texts }, async () =>
        {
            var begun = await Store.BeginTurnAsync(Id(id), Messages(texts), new() { TurnId = TurnId.Parse(turn) });
            if (begun.Outcome is not null) throw new TurnEndedException(Id(id), begun.Id, begun.Outcome);

            _turns[turn] = begun;
            _openTurns[id] = turn;
            return 0;
        });

    public Task StepAsync(string id, string turn, params string[] texts) =>
        OnTurnAsync(new(0, DeedKind.Step, id) { Turn = turn, Texts = texts },
            async t => (await t.AppendAsync(Messages(texts))).Revision);

    public Task PartialAsync(string id, string turn, string text) =>
        OnTurnAsync(new(0, DeedKind.Partial, id) { Turn = turn, Texts = [text] }, t =>
        {
            t.ReportText(text);
            _partials.Add(id);
            return Task.FromResult(0L);
        });

    public Task CompleteAsync(string id, string turn, params string[] texts) =>
        OnTurnAsync(new(0, DeedKind.Complete, id) { Turn = turn, Texts = texts },
            async t => (await t.CompleteAsync(Messages(texts))).Revision,
            ends: true);

    public Task InterruptAsync(string id, string turn) =>
        OnTurnAsync(new(0, DeedKind.Interrupt, id) { Turn = turn }, 
            async t => (await t.InterruptAsync("stopped")).Revision, ends: true);

    public Task DisposeTurnAsync(string id, string turn) =>
        OnTurnAsync(
            new(0, DeedKind.Interrupt, id) { Turn = turn },
            async t =>
            {
                await t.DisposeAsync();
                return t.Outcome == TurnOutcome.Interrupted
                    ? 0
                    : throw new SessionWriteException("Not known.", WriteOutcome.Unknown);
            },
            ends: true);

    public Task RewriteAsync(string id, params string[] texts) =>
        DoAsync(new(++_deeds, DeedKind.Rewrite, id) { Texts = texts }, async () =>
        {
            var session = await Store.LoadAsync(Id(id))
                ?? throw new SessionNotFoundException(Id(id), wasDeleted: false);
            var messages = texts.Select((text, i) =>
                i < session.Messages.Count && SeenSession.TextOf(session.Messages[i]) == text
                    ? session.Messages[i]
                    : SessionMessage.User(text));
            return (await Store.RewriteAsync(Id(id), [.. messages], RewriteReason.Edit, session.Revision)).Revision;
        });

    /// <summary>Brings the generation back that holds given texts, or the most valuable one.</summary>
    public async Task RestoreAsync(string id, params string[] texts)
    {
        if (await FindGenerationAsync(id, texts) is not var (generation, held)) return;

        await DoAsync(new(++_deeds, DeedKind.Rewrite, id) { Texts = held },
            async () => (await Guard.RestoreAsync(generation)).Revision);
    }

    /// <summary>The same, by a person, while no store is open.</summary>
    public async Task RestoreClosedAsync(string id, params string[] texts)
    {
        var guard = new BackupGuard(Root, new() { FileSystem = Disk, TimeProvider = Time });
        var generation = (await guard.ListAsync(Id(id)))[0];
        await DoAsync(new(++_deeds, DeedKind.Rewrite, id) { Texts = texts },
            async () => (await guard.RestoreAsync(generation)).Revision);
    }

    public Task AcknowledgeBackupAsync(string id, params string[] texts) =>
        OnGenerationAsync(DeedKind.AcknowledgeBackup, id, texts, generation => Guard.AcknowledgeAsync(generation));

    public Task RemoveBackupAsync(string id, params string[] texts) =>
        OnGenerationAsync(DeedKind.RemoveBackup, id, texts, generation => Guard.DeleteAsync(generation));

    /// <summary>A person moves the most valuable generation over the document, past the store, and makes that
    /// durable.</summary>
    /// <param name="id">The session.</param>
    /// <param name="texts">What it is then.</param>
    public void PutBackup(string id, params string[] texts)
    {
        if (Disk.FindEntry($"{Root}/{id}.json.bak") is null) return;

        var deed = new Deed(++_deeds, DeedKind.PutBackup, id) { Texts = texts };
        run.Send(deed);
        Disk.ReplaceFile($"{Root}/{id}.json.bak", $"{Root}/{id}.json");
        Disk.FlushDirectory(Root);
        run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    /// <summary>Puts the histories of a session together.</summary>
    /// <param name="id">The session.</param>
    /// <param name="texts">What it is then.</param>
    public Task MergeAsync(string id, params string[] texts) =>
        DoAsync(new(++_deeds, DeedKind.Rewrite, id) { Texts = texts }, async () =>
        {
            var scanner = Store.Recovery;
            var result = await scanner.RepairAsync(await scanner.ScanAsync(), new() { Merge = true });
            var failed = result.Actions.FirstOrDefault(action => action.Outcome?.Status == RepairStatus.Failed);
            return failed is null ? 0 : throw new SessionWriteException(failed.Outcome!.Detail, WriteOutcome.Unknown);
        });

    /// <summary>Another program takes a document away.</summary>
    public void TakeAway(string id) => Disk.DeleteFile($"{Root}/{id}.json");

    /// <summary>Another program damages a document, and makes that durable.</summary>
    public void Damage(string id) => Overwrite(id, "{\"session_id\":"u8);

    public Task RenameAsync(string id, string title) =>
        DoAsync(new(++_deeds, DeedKind.Rename, id) { Title = title }, async () =>
            (await Store.UpdateMetadataAsync(Id(id), m => m with { Title = title })).Revision);

    public Task DeleteAsync(string id) =>
        DoAsync(new(++_deeds, DeedKind.Delete, id), async () =>
        {
            if (!await Store.DeleteAsync(Id(id))) throw new SessionNotFoundException(Id(id), wasDeleted: true);

            _openTurns.TryRemove(id, out _);
            return 0;
        });

    /// <summary>Deletes a session that can be undeleted for an hour.</summary>
    public Task DeleteKeptAsync(string id) =>
        DoAsync(new(++_deeds, DeedKind.Delete, id) { Keeps = true }, async () =>
        {
            if (!await Store.DeleteAsync(Id(id), new() { KeepFor = TimeSpan.FromHours(1) }))
                throw new SessionNotFoundException(Id(id), wasDeleted: true);

            _openTurns.TryRemove(id, out _);
            return 0;
        });

    /// <summary>Brings back what the last deletion of a session left.</summary>
    public Task UndeleteAsync(string id, string newId, params string[] texts) =>
        DoAsync(
            new(++_deeds, DeedKind.Create, newId) { Title = "t-" + id, Texts = texts, ReplaceDeleted = id == newId },
            async () =>
            {
                var ledger = Store.Deletions;
                var deletion = (await ledger.FindAsync(Id(id)))[^1];
                return (await ledger.RestoreAsync(deletion, id == newId ? null : Id(newId))).Revision;
            });

    /// <summary>Lets the time pass for which the deletion of a session keeps it.</summary>
    public void Expire(string id)
    {
        var deed = new Deed(++_deeds, DeedKind.Expire, id);
        run.Send(deed);
        Wait(TimeSpan.FromHours(2));
        if (!DiskMayFail) run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    /// <summary>A person keeps a copy of a document, and puts it under its name again.</summary>
    public byte[] Copy(string id) => new StoreFiles(Disk).Bytes($"{id}.json");

    /// <summary>The same, later.</summary>
    public void PutBack(string id, byte[] document) => Overwrite(id, document);

    /// <summary>A person takes a message out of a document by hand, and leaves its end as it was: the store puts it
    /// back where the journal has it.</summary>
    public void TakeOutByHand(string id, string text)
    {
        var lines = Encoding.UTF8.GetString(Copy(id)).Split('\n');
        var left = lines.Where(line => !line.Contains($"\"{text}\"", StringComparison.Ordinal));
        Overwrite(id, Encoding.UTF8.GetBytes(string.Join('\n', left)));
    }

    public Task CheckpointAsync(string id) =>
        DoAsync(new(++_deeds, DeedKind.Checkpoint, id), async () =>
        {
            var revision = (await Store.LoadMetadataAsync(Id(id)))?.Revision ?? 0;
            await Store.CheckpointAsync(Id(id));
            return revision;
        });

    /// <summary>Lets the store do all that it does behind its callers' backs.</summary>
    public void Idle()
    {
        var saved = _partials.Where(_openTurns.ContainsKey)
            .Select(id => new Deed(++_deeds, DeedKind.SavePartial, id) { Turn = _openTurns[id] }).ToList();
        foreach (var deed in saved) run.Send(deed);
        _partials.Clear();
        Time.Advance(LongEnough);
        if (DiskMayFail) return;

        foreach (var deed in saved) run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    /// <summary>Lets some time pass, too short for documents.</summary>
    public void Wait(TimeSpan time) => Time.Advance(time);

    /// <summary>Another program adds messages to a document, in its own way, and makes them durable.</summary>
    public void WriteForeign(string id, params string[] texts) => WriteForeign(id, int.MaxValue, texts);

    /// <summary>The same, with only the first messages that were there: the store puts the others back.</summary>
    public void TakeForeign(string id, int kept, params string[] texts) => WriteForeign(id, kept, texts);

    /// <summary>Reads a document as another program does that adds messages to it; nothing is written yet.</summary>
    public string ReadAsOther(string id, params string[] texts) =>
        ForeignDocument.Extended(Disk, $"{Root}/{id}.json", texts, int.MaxValue).Document;

    /// <summary>Writes what was read of a former life of the session: nothing of it may be seen.</summary>
    public void WriteStale(string id, string document) => Overwrite(id, Encoding.UTF8.GetBytes(document));

    /// <summary>Puts a document of this life there that another owner wrote.</summary>
    /// <param name="id">The session.</param>
    /// <param name="document">The document.</param>
    /// <param name="place">Where its messages stand afterwards.</param>
    /// <param name="texts">What it has that this store has not.</param>
    public void PutOther(string id, byte[] document, int place, params string[] texts)
    {
        var deed = new Deed(++_deeds, DeedKind.ForeignWrite, id) { Texts = texts, Place = place };
        run.Send(deed);
        Overwrite(id, document);
        run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    private void WriteForeign(string id, int kept, string[] texts)
    {
        var (document, count) = ForeignDocument.Extended(Disk, $"{Root}/{id}.json", texts, kept);
        var deed = new Deed(++_deeds, DeedKind.ForeignWrite, id) { Texts = texts, Place = count };
        run.Send(deed);
        Overwrite(id, Encoding.UTF8.GetBytes(document));
        run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    /// <summary>Closes the store: turns that are open are interrupted.</summary>
    public async Task CloseAsync()
    {
        var closing = _openTurns.OrderBy(t => t.Key)
            .Select(t => new Deed(++_deeds, DeedKind.Interrupt, t.Key) { Turn = t.Value }).ToList();
        foreach (var deed in closing) run.Send(deed);
        await Store.DisposeAsync();
        Forget();
        if (DiskMayFail) return;

        foreach (var deed in closing) run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    /// <summary>Repairs, through the store, what a scan finds.</summary>
    public async Task RepairAsync()
    {
        var scanner = Store.Recovery;
        await TryAsync(null, async () =>
        {
            await scanner.RepairAsync(await scanner.ScanAsync());
            return 0;
        });
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>The process dies, and the next one opens the store.</summary>
    public async Task KillAndReopenAsync()
    {
        Disk.KillProcess();
        var lost = _openTurns.Keys.Order().Select(id => new Deed(++_deeds, DeedKind.LoseOwner, id)).ToList();
        foreach (var deed in lost) run.Send(deed);
        Forget();
        await OpenAsync();
        foreach (var deed in lost) run.Acknowledge(new DeedEnd(deed.Number, true, 0));
    }

    /// <summary>Somebody removes the lock of the store, and another process opens it under the first one.</summary>
    public async Task RemoveLockAndTakeOverAsync()
    {
        Disk.DeleteFile($"{Root}/{LockFiles.StoreLock}");
        Store = NewStore(Disk.StartProcess(), Time, MaxShardBytes);
        await Store.OpenAsync();
    }

    /// <summary>The process dies, and the next one cannot read the document of a session when it opens the store.
    /// The crash points before are left out.</summary>
    /// <param name="id">The session.</param>
    /// <param name="read">What fails.</param>
    public async Task KillAndReopenUnreadAsync(string id, CrashOperationKind read)
    {
        SkipToHere();
        using var fault = Disk.Fail(new(read) { PathPattern = $"{Root}/{id}.json", Times = int.MaxValue });
        await KillAndReopenAsync();
        Assert.NotEqual(0, fault.Hits);
    }

    /// <summary>The process dies; nobody opens the store.</summary>
    public void Kill()
    {
        Disk.KillProcess();
        Forget();
    }

    /// <summary>Makes the documents that a database has sessions for; the store is closed.</summary>
    public async Task ReconcileAsync(params (string Id, string[] Texts)[] rows)
    {
        var deeds = rows.Select(row => new Deed(++_deeds, DeedKind.Create, row.Id) { Title = $"t-{row.Id}",
            Texts = row.Texts }).ToDictionary(deed => deed.Session);
        foreach (var deed in deeds.Values) run.Send(deed);
        await TryAsync(null, async () =>
        {
            await foreach (var outcome in NewReconciler(Disk, rows).ReconcileAsync())
            {
                // What failed may have happened all the same.
                if (outcome.Kind != StateDbOutcomeKind.Failed) run.Acknowledge(
                    new DeedEnd(deeds[outcome.Id].Number, outcome.Kind == StateDbOutcomeKind.Materialised, 1));
                else if (!DiskMayFail) throw new SessionWriteException(outcome.Detail, WriteOutcome.Unknown);
            }

            return 0;
        });
    }

    public static StateDbReconciler NewReconciler(CrashFileSystem disk, params (string Id, string[] Texts)[] rows)
    {
        var stateDb = new FakeStateDb();
        foreach (var (id, texts) in rows) stateDb.With(id, texts);
        return new(Root, stateDb, new() { FileSystem = disk, TimeProvider = new SteppedTime() }) { Degree = 1 };
    }

    /// <summary>Removes the files of the journal, as somebody does who tidies up.</summary>
    public void DeleteShards()
    {
        foreach (var shard in Disk.ListDirectory($"{Root}/_journal").Select(entry => entry.Name).Order().ToList())
            Disk.DeleteFile($"{Root}/_journal/{shard}");
    }

    /// <summary>Leaves out the crash points so far.</summary>
    public void SkipToHere() => run.SkipToHere();

    private static SessionId Id(string id) => SessionId.Parse(id);

    private static IReadOnlyList<SessionMessage> Messages(IEnumerable<string> texts) =>
        [.. texts.Select(SessionMessage.User)];

    private BackupGuard Guard => Store.Backups;

    private void Overwrite(string id, ReadOnlySpan<byte> content)
    {
        var path = $"{Root}/{id}.json";
        using (var file = Disk.CreateFile(path + ".tmp"))
        {
            file.Write(content, 0);
            file.Flush();
        }

        Disk.ReplaceFile(path + ".tmp", path);
        Disk.FlushDirectory(Root);
    }

    private async Task OnGenerationAsync(
        DeedKind kind, string id, string[] texts, Func<SessionBackup, Task<bool>> call)
    {
        if (await FindGenerationAsync(id, texts) is not var (generation, held)) return;

        await DoAsync(new(++_deeds, kind, id) { Texts = held },
            async () => await call(generation) ? 0 : throw new SessionNotFoundException(Id(id), wasDeleted: false));
    }

    private async Task<(SessionBackup Generation, string[] Texts)?> FindGenerationAsync(string id, string[] texts)
    {
        foreach (var generation in await Guard.ListAsync(Id(id)))
        {
            var kept = await Guard.LoadAsync(generation);

            string[] held = [.. kept.Messages.Select(SeenSession.TextOf)];
            if (texts.Length == 0 || held.SequenceEqual(texts)) return (generation, held);
        }

        return null;
    }

    private Task CreateAsync(string id, bool replaceDeleted, string[] texts)
    {
        var deed = new Deed(++_deeds, DeedKind.Create, id) { Title = "t-" + id, Texts = texts,
            ReplaceDeleted = replaceDeleted };
        return DoAsync(deed, async () =>
        {
            var session = new NewSession { Id = Id(id), Title = deed.Title, Messages = Messages(texts),
                ReplaceDeleted = replaceDeleted };
            return (await Store.CreateAsync(session)).Revision;
        });
    }

    private async Task OnTurnAsync(Deed deed, Func<Turn, Task<long>> call, bool ends = false)
    {
        if (!_turns.TryGetValue(deed.Turn!, out var turn)) return;

        await DoAsync(deed with { Number = ++_deeds }, async () =>
        {
            var revision = await call(turn);
            if (ends) _openTurns.TryRemove(deed.Session, out _);
            return revision;
        });
    }

    private Task DoAsync(Deed deed, Func<Task<long>> call)
    {
        run.Send(deed);
        return TryAsync(deed, call);
    }

    private async Task TryAsync(Deed? deed, Func<Task<long>> call)
    {
        try
        {
            var revision = await call();
            if (deed is not null) run.Acknowledge(new DeedEnd(deed.Number, true, revision));
        }
        catch (Exception e) when (e is SessionPersistenceException or ObjectDisposedException)
        {
            Errors.Enqueue(e);
            var isDisk = e is SessionWriteException or StoreReadOnlyException or StoreUnavailableException
                or StoreInUseException or SessionCorruptException;
            if (isDisk && !DiskMayFail) throw;

            if (deed is not null && e is not SessionWriteException { Outcome: WriteOutcome.Unknown })
                run.Acknowledge(new DeedEnd(deed.Number, false, 0));
        }
    }

    private void Forget()
    {
        _turns.Clear();
        _openTurns.Clear();
        _partials.Clear();
    }
}
