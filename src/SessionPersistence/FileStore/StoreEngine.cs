using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>An open store: its parts, and what connects them.</summary>
internal sealed class StoreEngine : ISessionObserver, IBackgroundWork, IAsyncDisposable
{
    private readonly StoreContext _store;
    private SessionLoader _loader = null!;
    private readonly ShardUsage _usage = new();
    private readonly HermesShrinkMarkers _markers = new();
    private readonly FileSessionStoreOptions _options;
    private readonly StoreLock? _lock;
    private DeletionLedgerFile? _ledger;
    private IReadOnlyList<DeletedSession> _unfinishedDeletions = [];
    private volatile JournalReplay? _replayed;
    private bool _deletionsAreKnown;
    private volatile string? _readOnlyReason;
    private readonly Func<long> _countOpenTurns;
    private OwnerParts? _owner;
    private volatile bool _closed;

    private StoreEngine(StoreContext store, FileSessionStoreOptions options, StoreLock? storeLock, string? readOnlyReason)
    {
        (_store, _options, _lock, _readOnlyReason) = (store, options, storeLock, readOnlyReason);
        _countOpenTurns = () => _closed ? 0 : OpenTurns().Count;
    }

    /// <summary>Gets the writing verbs but one.</summary>
    public SessionVerbs Verbs => Writable().Verbs;

    /// <summary>Gets the verb that replaces messages.</summary>
    public SessionRewriter Rewriter => Writable().Rewriter;

    /// <summary>Gets what writes the records of turns, also when the store takes no writes any more.</summary>
    /// <exception cref="StoreReadOnlyException">It never did.</exception>
    public TurnWriter Turns => (_owner ?? Writable()).Turns;

    /// <summary>Gets what brings backup generations back.</summary>
    public SessionRestorer Restorer => Writable().Restorer;

    /// <summary>Gets the backup generations.</summary>
    public SessionBackups Backups { get; private set; } = null!;

    public bool IsWritable => !_closed && _readOnlyReason is null && _owner is not null;

    /// <summary>Gets how the store fares.</summary>
    public JournalHealth Health => _readOnlyReason is { } reason
        ? new(JournalState.ReadOnly, new StoreReadOnlyException(reason))
        : _owner?.Journal.Health ?? new(JournalState.Healthy, null);

    /// <summary>Opens a store.</summary>
    public static async Task<(StoreEngine Engine, RecoveryReport Report)> OpenAsync(
        FileSessionStoreOptions options,
        DurableFileSystem disk,
        TimeProvider time,
        ILogger logger,
        SessionPersistenceMetrics metrics,
        RepairPlan plan)
    {
        var started = time.GetTimestamp();
        var directory = new StoreDirectory(disk, options.Directory);
        var isOwner = options.Access == StoreAccess.ReadWrite;
        var storeLock = isOwner ? await StoreLock.OwnAsync(directory, options.LockTimeout, time).ConfigureAwait(false) : null;
        try
        {
            var context = new StoreContext(
                directory,
                new DocumentReader(disk, new HermesDocumentReader(), options.MaxDocumentBytes),
                new SessionCatalog(),
                time,
                logger,
                metrics)
            {
                Instance = storeLock?.Holder.Instance ?? "",
                MaxShardBytes = options.MaxShardBytes,
                MaxRecordBytes = options.MaxRecordBytes,
            };
            var engine = new StoreEngine(context, options, storeLock, isOwner ? null : "it was opened with StoreAccess.ReadOnly.");
            var findings = new List<RecoveryFinding>();
            var contents = await engine.StartAsync(findings, plan).ConfigureAwait(false);
            metrics.Store.ObserveOpenTurns(engine._countOpenTurns);
            engine._replayed = null;
            foreach (var finding in findings) Log.RecoveryFinding(logger, finding.Kind, finding.Detail);
            var report = new RecoveryReport(FindingOrder.Sort(findings), time.GetElapsedTime(started)) { SessionFiles = contents.Documents.Count, OrphanBackups = contents.OrphanBackups };
            Log.StoreOpened(logger, context.Catalog.Count, findings.Count, report.Duration);
            return (engine, report);
        }
        catch (Exception e)
        {
            storeLock?.Dispose();
            if (e is IOException or UnauthorizedAccessException or SessionWriteException)
            {
                throw new StoreUnavailableException(directory.Root, e.Message, e);
            }

            throw;
        }
    }

    public void ThrowIfNotWritable() => Writable();

    public void SavePartial(SessionEntry entry, TimeSpan delay) => _owner?.Maintenance.HasPartial(entry, delay);

    public void Failed(Exception exception) => Log.BackgroundWorkFailed(_store.Logger, exception);

    public void OnStored(SessionEntry entry, JournalRecord record, ShardName shard)
    {
        if (_usage.Note(shard, entry, record) && _owner is { IsStarted: true } owner) owner.Maintenance.ShardBegan();
    }

    public void OnChanged(SessionEntry entry, JournalRecord record)
    {
        if (_owner is { IsStarted: true } owner)
        {
            if (record.Event == JournalEvent.Deleted) owner.Maintenance.Deleted(entry);
            else owner.Maintenance.Changed(entry);
        }

        OnCovered(entry);
    }

    public void OnCovered(SessionEntry entry)
    {
        _store.Catalog.Moved(entry);
        _owner?.Index.Changed();
    }

    /// <summary>Loads a session.</summary>
    public Session? Load(SessionId id, MessageRange range)
    {
        if (!_store.Catalog.TryFind(id, out var entry) || _loader.Load(entry) is not { Head: { } head } content) return null;

        var start = range.StartIn(content.Messages.Count);
        var messages = content.Messages.Skip(start).Select(SessionMessage.FromTrusted).ToList();
        return new(head.ToMetadata(), messages, start, OpenTurnOf(head));
    }

    /// <summary>Loads the metadata of a session: from memory, or of one that nobody has touched yet from the head of its document.</summary>
    public SessionMetadata? LoadMetadata(SessionId id)
    {
        if (!_store.Catalog.TryFind(id, out var entry)) return null;

        lock (entry.Gate)
        {
            SessionLoader.ThrowIfCorrupt(entry);
            return entry.Visible?.ToMetadata();
        }
    }

    public SessionPage List(SessionQuery query) => _store.Catalog.List(query);

    /// <summary>Finds the open turn of a session.</summary>
    public Turn? FindOpenTurn(SessionId id)
    {
        if (!_store.Catalog.TryFind(id, out var entry)) throw new SessionNotFoundException(id, wasDeleted: false);

        lock (entry.Gate)
        {
            SessionWriter.PendingOf(entry);
            return entry.Visible is { OpenTurn: { } open, Life: { } life }
                ? new FileTurn(id, open.TurnId, life, entry.Turn?.IsStarted == true ? TurnState.Started : TurnState.Submitted, TurnOwnership.Visitor, this)
                : null;
        }
    }

    /// <summary>Returns the open turns, by session id.</summary>
    public IReadOnlyList<OpenTurn> OpenTurns() =>
        [.. _store.Catalog.Entries.Select(e => e.Visible is { } head && e.Fault is null ? OpenTurnOf(head) : null).OfType<OpenTurn>().OrderBy(t => t.SessionId)];

    /// <summary>Returns all deletions that were acknowledged, those behind whose records the ledger is still included.</summary>
    public IReadOnlyList<DeletedSession> Deletions() =>
    [
        .. _ledger!.Deletions
            .Concat(_unfinishedDeletions)
            .Concat(_store.Catalog.Entries.Select(entry => entry.LastDeletion).OfType<JournalRecord>().Select(Recovery.Deletions.Of))
            .DistinctBy(deletion => (deletion.SessionId, deletion.Life))
            .OrderBy(deletion => deletion.DeletedAt)
            .ThenBy(deletion => deletion.SessionId),
    ];

    /// <summary>Brings documents up to date.</summary>
    public async Task CheckpointAsync(SessionId? id, CancellationToken cancellationToken)
    {
        var owner = Writable();
        if (id is null)
        {
            await CheckpointAllAsync(owner.Checkpointer, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!_store.Catalog.TryFind(id.Value, out var entry)) throw new SessionNotFoundException(id.Value, wasDeleted: false);

        lock (entry.Gate) SessionWriter.PendingOf(entry);
        await owner.Checkpointer.CheckpointAsync(entry).ConfigureAwait(false);
        Checkpointer.ThrowIfUncertain(entry);
    }

    // One session that cannot be written does not keep the others from it.
    private async Task CheckpointAllAsync(Checkpointer checkpointer, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var entry in _store.Catalog.Entries.OrderBy(e => e.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await checkpointer.CheckpointAsync(entry).ConfigureAwait(false);
                Checkpointer.ThrowIfUncertain(entry);
            }
            catch (SessionPersistenceException e)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        first?.Throw();
    }

    /// <summary>Examines the sessions of a plan and mends what it allows.</summary>
    public async Task<IReadOnlyList<RecoveryFinding>> MendAsync(RepairPlan plan)
    {
        var records = Writable().RecordRepairs;
        return await new OpenStoreMending(_store, Examined(), _options.StateDb, _deletionsAreKnown, records).RunAsync(plan).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_owner is { } owner) await CloseAsync(owner).ConfigureAwait(false);
        }
        finally
        {
            // Whatever went wrong: the next owner must not wait for this process to end.
            _closed = true;
            _lock?.Dispose();
        }
    }

    private static OpenTurn? OpenTurnOf(SessionHead head) =>
        head.OpenTurn is { } open ? new(head.Id, open.TurnId, open.StreamId, open.StartedAt) : null;

    // Returns what was there before anything was done about it.
    private async Task<StoreContents> StartAsync(List<RecoveryFinding> findings, RepairPlan plan)
    {
        // The journal before the documents: beside a live owner, what leaves the one is in the other by then.
        var journal = JournalReplay.Read(_store.Directory, findings);
        var ledger = _ledger = DeletionLedgerFile.Read(_store.Directory);
        var contents = StoreContents.List(_store.Directory, findings);
        var index = SessionIndex.Read(_store.Directory);
        var quarantine = new Quarantine(_store);
        var backups = new BackupGenerations(_store, contents.Generations);
        Backups = new(_store, backups, this);
        var deletions = new Deletions(_store, ledger, backups, quarantine);
        var foreignWrites = new ForeignWrites(backups, _markers, () => _replayed ?? JournalReplay.Read(_store.Directory, []));
        _replayed = journal;
        _loader = new(_store, foreignWrites);
        var examined = Examined();
        var tombstones = examined.Dialect.ReadTombstones(_store.Directory);
        var replay = new StoreReplay(_store, this, ledger, _usage, deletions, index, backups, foreignWrites, tombstones, findings);
        replay.Run(journal, contents);
        _unfinishedDeletions = [.. replay.UnfinishedDeletions.SelectMany(unfinished => unfinished.Deletions)];
        if (_lock is not null) findings.AddRange(replay.CompareIndex().MendedByStart());
        var examination = new Examination(examined, contents);
        _deletionsAreKnown = examination.DeletionsAreKnown(findings);
        if (_lock is null)
        {
            var examiner = new SessionExaminer(examined, new(tombstones, null));
            findings.AddRange(examination.Faulted().SelectMany(id => examiner.Examine(id).Items.Select(item => item.Finding)));
            return contents;
        }

        if (journal.HasUnreadableShard)
        {
            BecomeReadOnly("a shard of its journal cannot be read.");
            return contents;
        }

        var keeper = new GenerationKeeper(_store, backups, _options.BackupLimits);
        var owner = new OwnerParts(_store, journal, ledger, quarantine, backups, keeper, foreignWrites, _markers, deletions, _loader, _usage, this);
        _owner = owner;
        var mending = new StartupMending(
            examination,
            new(_store, contents, tombstones, _options.StateDb),
            outside => new(new(examined, outside), owner.DocumentRepairs, plan),
            _options.StateDb is { } stateDb ? new(_store, stateDb, tombstones, replay, _options.RecoveryDegree) : null,
            _deletionsAreKnown,
            plan,
            findings);
        var opening = new StoreOpening(_store, owner.Journal, owner.Writer, _loader, quarantine, backups, deletions, owner.Retirement, mending, owner.Published, findings);
        try
        {
            await opening.RunAsync(replay, contents).ConfigureAwait(false);
            owner.Start();
            owner.Index.Begin(index);
            return contents;
        }
        catch
        {
            await owner.AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ExaminedStore Examined()
    {
        var dialect = new HermesDialect();
        return new(_store, _loader, dialect, _markers, dialect.ListTurns(_store.Directory), IsOwned: _lock is null);
    }

    private OwnerParts Writable()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(FileSessionStore));
        return _readOnlyReason is null ? _owner! : throw new StoreReadOnlyException(_readOnlyReason);
    }

    internal void BecomeReadOnly(string reason)
    {
        _readOnlyReason = reason;
        Log.StoreBecameReadOnly(_store.Logger, reason);
    }

    private async Task CloseAsync(OwnerParts owner)
    {
        try
        {
            await owner.CloseAsync(OpenTurns()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SessionPersistenceException or IOException or UnauthorizedAccessException)
        {
            Log.CloseIncomplete(_store.Logger, e);
        }
        finally
        {
            await owner.AbandonAsync().ConfigureAwait(false);
        }
    }
}
