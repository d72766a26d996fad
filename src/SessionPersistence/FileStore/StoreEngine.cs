using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;
using SessionPersistence.Stores;

namespace SessionPersistence.FileStore;

/// <summary>An open store: its parts, and what connects them.</summary>
internal sealed partial class StoreEngine : ISessionObserver, IBackgroundWork, IAsyncDisposable
{
    private readonly StoreContext _store;
    private readonly IStateDb? _stateDb;
    private readonly StoreLock? _lock;
    private readonly Func<long> _countOpenTurns;
    private StoreParts _parts = null!;
    private DelayedSessions _delayed = null!;
    private IReadOnlyList<DeletedSession> _unfinishedDeletions = [];
    private bool _deletionsAreKnown;
    private OwnerParts? _owner;
    private string? _readOnlyReason;
    private volatile bool _closed;

    /// <param name="store">What its parts share.</param>
    /// <param name="stateDb">The database that another program keeps of the sessions, if one is known.</param>
    /// <param name="storeLock">The lock of the directory, which the store gives up at its end; <see langword="null"/>
    /// for one that only reads.</param>
    public StoreEngine(StoreContext store, IStateDb? stateDb, StoreLock? storeLock)
    {
        (_store, _stateDb, _lock) = (store, stateDb, storeLock);
        if (storeLock is null) BeReadOnly("it was opened with StoreAccess.ReadOnly.");
        _countOpenTurns = () => _closed ? 0 : OpenTurns().Count;
    }

    /// <summary>Gets the writing verbs but two.</summary>
    public SessionVerbs Verbs => Writable().Verbs;

    /// <summary>Gets the verb that deletes.</summary>
    public SessionDeleter Deleter => Writable().Deleter;

    /// <summary>Gets the verb that replaces messages.</summary>
    public SessionRewriter Rewriter => Writable().Rewriter;

    /// <summary>Gets what writes the records of turns, also when the store takes no writes any more.</summary>
    /// <exception cref="StoreReadOnlyException">It never did.</exception>
    public TurnWriter Turns => (_owner ?? Writable()).Turns;

    /// <summary>Gets what brings deleted sessions back.</summary>
    public SessionUndeleter Undeleter => Writable().Undeleter;

    /// <summary>Gets what brings backup generations back.</summary>
    public SessionRestorer Restorer => Writable().Restorer;

    /// <summary>Gets the backup generations.</summary>
    public SessionBackups Backups { get; private set; } = null!;

    public bool IsWritable => !_closed && _owner is { Journal.IsBroken: false };

    /// <summary>Gets how the store fares.</summary>
    public StoreHealth Health
    {
        get
        {
            // What nobody has written to since is looked at here.
            if (!_closed) _owner?.Journal.StopIfSeenGone();
            return _store.Issues.Health;
        }
    }

    /// <summary>Gets which shard has which records of which session.</summary>
    public ShardUsage Usage { get; } = new();

    /// <summary>Takes over what a start has read.</summary>
    /// <param name="parts">The parts of the store.</param>
    /// <param name="unfinishedDeletions">The deletions that are durable and not finished.</param>
    /// <param name="deletionsAreKnown">Whether every deletion is known.</param>
    public void Begin(StoreParts parts, IReadOnlyList<DeletedSession> unfinishedDeletions, bool deletionsAreKnown)
    {
        (_parts, _unfinishedDeletions, _deletionsAreKnown) = (parts, unfinishedDeletions, deletionsAreKnown);
        Backups = new(_store, parts.Generations, this);
    }

    /// <summary>Lets its open turns be counted, now that it serves.</summary>
    public void Observe() => _store.Metrics.Store.ObserveOpenTurns(_countOpenTurns);

    /// <summary>Takes over the parts that write.</summary>
    public void Own(OwnerParts owner) => _owner = owner;

    /// <summary>Stays without the parts that write.</summary>
    public void StayReadOnly(string reason)
    {
        BeReadOnly(reason);
        Log.StoreIsReadOnly(_store.Logger, reason);
    }

    public void ThrowIfNotWritable() => Writable();

    public void SavePartial(SessionEntry entry, TimeSpan delay) => _owner?.Maintenance.HasPartial(entry, delay);

    public void Failed(Exception exception) => Log.BackgroundWorkFailed(_store.Logger, exception);

    public void OnStored(SessionEntry entry, JournalRecord record, ShardName shard)
    {
        if (Usage.Note(shard, entry, record) && _owner is { IsStarted: true } owner) owner.Maintenance.ShardBegan();
    }

    public void OnChanged(SessionEntry entry, JournalRecord record)
    {
        if (_owner is { IsStarted: true } owner)
        {
            if (record.Event == JournalEvent.Deleted) OnDeleted(owner.Maintenance, entry, record);
            else owner.Maintenance.Changed(entry);
        }

        OnCovered(entry);
    }

    public void OnCovered(SessionEntry entry)
    {
        _store.Catalog.Moved(entry);
        _owner?.Index.Changed();
    }

    /// <summary>Takes over the sessions whose files could not be read.</summary>
    public void Delay(DelayedSessions delayed) => _delayed = delayed;

    /// <summary>Looks again at the file of a session, if it could not be read when the store was opened.</summary>
    /// <exception cref="StoreUnavailableException">It still cannot.</exception>
    public Task LookAgainAsync(SessionId id, CancellationToken cancellationToken) =>
        _delayed.LookAgainAsync(id, cancellationToken);

    /// <summary>Loads a session.</summary>
    public Session? Load(SessionId id, MessageRange range)
    {
        if (!_store.Catalog.TryFind(id, out var entry) || _parts.Loader.Load(entry) is not { Head: { } head } content)
            return null;

        var start = range.StartIn(content.Messages.Count);
        var messages = content.Messages.Skip(start).Select(SessionMessage.FromTrusted).ToList();
        return new(head.ToMetadata(), messages, start, OpenTurnOf(head));
    }

    /// <summary>Loads the metadata of a session: from memory, or of one that nobody has touched yet from the head of
    /// its document.</summary>
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
                ? new FileTurn(id, open.TurnId, life, TurnOwnership.NonOwning, this)
                : null;
        }
    }

    /// <summary>Tells a handle from now on how its turn fares.</summary>
    public void Watch(FileTurn turn)
    {
        if (_owner is not { } owner) return;

        owner.Turns.Watch(turn);
        if (owner.Journal.IsBroken) turn.OnStopped();
    }

    /// <summary>Tells the handles of open turns to stop.</summary>
    /// <returns>A task that completes when all of the turns have ended.</returns>
    public Task StopTurns()
    {
        List<Task> ended = [];
        foreach (var entry in _store.Catalog.Entries)
        {
            lock (entry.Gate)
            {
                if (entry.Turn is not { } turn) continue;

                turn.Stop();
                ended.Add(turn.Ended);
            }
        }

        return Task.WhenAll(ended);
    }

    /// <summary>Returns the open turns, by session id.</summary>
    public IReadOnlyList<OpenTurn> OpenTurns() =>
        [.. _store.Catalog.Entries.Select(e => e.Visible is { } head && e.Fault is null ? OpenTurnOf(head) : null)
            .OfType<OpenTurn>().OrderBy(t => t.SessionId)];

    /// <summary>Returns all deletions that were acknowledged, as people see them.</summary>
    public IReadOnlyList<DeletedSession> ListDeletions() =>
        _parts.ListedDeletions.Of(Deletions());

    /// <summary>Returns all deletions that were acknowledged, those behind whose records the ledger is still
    /// included.</summary>
    public IReadOnlyList<DeletedSession> Deletions() =>
    [
        .. _parts.Ledger.Deletions
            .Concat(_unfinishedDeletions)
            .Concat(_store.Catalog.Entries.Select(entry => entry.LastDeletion).OfType<JournalRecord>()
                .Select(Recovery.Deletions.Of))
            .DistinctBy(deletion => (deletion.SessionId, deletion.Life))
            .OrderBy(deletion => deletion.DeletedAt)
            .ThenBy(deletion => deletion.SessionId),
    ];

    private static void OnDeleted(Maintenance maintenance, SessionEntry entry, JournalRecord record)
    {
        maintenance.Deleted(entry);
        if (record.Body.KeptUntil is not null) maintenance.Expire(TimeSpan.Zero);
    }

    /// <summary>Examines the sessions of a plan and mends what it allows.</summary>
    public async Task<IReadOnlyList<RecoveryFinding>> MendAsync(RepairPlan plan)
    {
        var records = Writable().RecordRepairs;
        return await new OpenStoreMending(_store, _parts.Examined(), _stateDb, _deletionsAreKnown, records)
            .RunAsync(plan).ConfigureAwait(false);
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

    private void BeReadOnly(string reason)
    {
        _readOnlyReason = reason;
        _store.Issues.Report(new(StoreIssueKinds.ReadOnly, StoreStatus.ReadOnly, $"The store takes no writes: {reason}")
        {
            Exception = new StoreReadOnlyException(reason),
        });
    }

    private OwnerParts Writable()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(FileSessionStore));
        if (_owner is not { } owner) throw new StoreReadOnlyException(_readOnlyReason!);

        owner.Journal.ThrowIfBroken();
        return owner;
    }

    private async Task CloseAsync(OwnerParts owner)
    {
        try
        {
            await owner.CloseAsync(OpenTurns()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SessionPersistenceException || DiskFault.Is(e))
        {
            Log.CloseIncomplete(_store.Logger, e);
        }
        finally
        {
            await owner.AbandonAsync().ConfigureAwait(false);
        }
    }
}
