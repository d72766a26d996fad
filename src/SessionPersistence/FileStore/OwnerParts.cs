using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>The parts that only the owner of a store has: everything that writes.</summary>
internal sealed class OwnerParts
{
    private readonly StoreContext _store;
    private readonly StoreEngine _engine;

    public OwnerParts(
        StoreContext store, StoreParts parts, JournalReplay replay, BackupLimits limits, StoreEngine engine)
    {
        (_store, _engine) = (store, engine);
        Journal = new(
            store.Disk,
            new()
            {
                Directory = store.Directory.Journal,
                Place = store.Place!,
                CopiesOf = new LostRecords(store, engine.Usage, parts.Ledger, engine).CopiesOf,
                Instance = store.Instance,
                OnBroken = () => engine.StopTurns(),
                MaxShardBytes = store.MaxShardBytes,
                MaxRecordBytes = store.MaxRecordBytes,
                FirstSequence = replay.HighestSequence + 1,
                EarlierShards = [.. replay.Shards.Select(shard => shard.Name)],
            },
            store.Time,
            store.Issues,
            store.Logger,
            store.Metrics);
        Writer = new(store, Journal);
        var unwritten = new UnwrittenDocuments(store);
        Checkpointer = new(
            store, Writer, parts.Loader, parts.ForeignWrites, parts.Quarantine, parts.Generations, unwritten);
        var schedule = new CheckpointSchedule(CheckpointLimits.For(store.MaxShardBytes), store.Time);
        var damaged = replay.Shards.Where(replay.MustBeKept).Select(shard => shard.Name);
        Retirement = new(store, Journal, engine.Usage, parts.Ledger, schedule, Checkpointer.MergeAsync, damaged);
        var learning = new MessageLearning(Writer, parts.Loader);
        Turns = new(store, Writer, learning, engine);
        Verification = new(store, () => Index!.Changed());
        Maintenance = new(store, schedule, new(
            Turns.SavePartial, FinishDeletionAsync, Checkpointer.CheckpointAsync, RetireAsync,
            () => Expiry!.Run(),
            Verification.VerifyNext));
        Index = new(store, () => engine.IsWritable);
        var adoption = new Adoption(store, parts.Quarantine);
        var keeper = new GenerationKeeper(store, parts.Generations, limits);
        Verbs = new(store, engine, Writer, learning, adoption, parts.Deletions);
        Deleter = new(store, engine, Writer, parts.Loader, adoption, parts.DeletedFiles, parts.Kept);
        Undeleter = new(store, engine, Writer, Verbs, parts.Deletions, parts.ListedDeletions, parts.Kept);
        Expiry = new(store, engine, parts.Kept);
        Rewriter = new(store, Writer, parts.Loader, adoption, keeper, parts.Markers, parts.TakenTurns, engine);
        Restorer = new(store, Writer, parts.Loader, adoption, keeper, parts.Markers, parts.TakenTurns);
        Published = new(store, Writer);
        RecordRepairs = new(store, Writer, parts.Loader, adoption, parts.Quarantine, engine);
        DocumentRepairs = new(store, engine, parts.Quarantine, RecordRepairs, Published.Add);

        Task FinishDeletionAsync(SessionEntry entry)
        {
            unwritten.Settled(entry);
            return parts.Deletions.FinishAsync(entry);
        }
    }

    public JournalWriter Journal { get; }

    public SessionWriter Writer { get; }

    public TurnWriter Turns { get; }

    public Checkpointer Checkpointer { get; }

    public ShardRetirement Retirement { get; }

    public DocumentVerification Verification { get; }

    public Maintenance Maintenance { get; }

    public SessionIndexWriter Index { get; }

    public SessionVerbs Verbs { get; }

    public SessionDeleter Deleter { get; }

    public SessionUndeleter Undeleter { get; }

    public KeptCopyExpiry Expiry { get; }

    public SessionRewriter Rewriter { get; }

    public SessionRestorer Restorer { get; }

    public PublishedDocuments Published { get; }

    public DocumentRepairs DocumentRepairs { get; }

    public RecordRepairs RecordRepairs { get; }

    /// <summary>Gets whether the background work has begun.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Begins the background work: what opening the store does has no company.</summary>
    public void Start()
    {
        IsStarted = true;
        foreach (var entry in _store.Catalog.Entries.Where(Checkpointer.NeedsCheckpoint)) Maintenance.Changed(entry);
        Maintenance.Expire(Expiry.UntilNext());
        if (Verification.Begin()) Maintenance.Verify();
    }

    /// <summary>Ends what is open and finishes what is behind.</summary>
    public async Task CloseAsync(IReadOnlyList<OpenTurn> openTurns)
    {
        foreach (var open in openTurns)
        {
            await InterruptAsync(open).ConfigureAwait(false);
        }

        try
        {
            await Maintenance.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            await Index.FinishAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops all work and ends the shard.</summary>
    public async Task AbandonAsync()
    {
        await Maintenance.DisposeAsync().ConfigureAwait(false);
        await Index.DisposeAsync().ConfigureAwait(false);
        await Journal.CloseAsync().ConfigureAwait(false);
        Journal.Dispose();
    }

    private async Task InterruptAsync(OpenTurn open)
    {
        try
        {
            if (_engine.FindOpenTurn(open.SessionId) is { } turn && turn.Id == open.TurnId)
            {
                await turn.InterruptAsync(InterruptionReasons.StoreClosed).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is TurnEndedException or SessionNotFoundException)
        {
            // It ended at the same moment; that is as good.
        }
        catch (SessionPersistenceException e)
        {
            // The next start ends it. Nothing that closing does for the others depends on it.
            Diagnostics.Log.CloseIncomplete(_store.Logger, e);
        }
    }

    private async Task RetireAsync()
    {
        if (Journal.StopIfOwnedTwice()) Maintenance.Stop();
        else await Retirement.RetireAsync().ConfigureAwait(false);
    }
}
