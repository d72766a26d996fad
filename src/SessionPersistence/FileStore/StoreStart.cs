using Microsoft.Extensions.Logging;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.FileStore;

/// <summary>Opens a store: reads what there is and, where the store is ours, puts it in order.</summary>
internal sealed class StoreStart
{
    private readonly StoreContext _store;
    private readonly FileSessionStoreOptions _options;
    private readonly StoreEngine _engine;
    private readonly RepairPlan _plan;
    private readonly bool _madeJournal;
    private readonly List<RecoveryFinding> _findings = [];

    private StoreStart(StoreContext store, FileSessionStoreOptions options, StoreEngine engine, RepairPlan plan,
        bool madeJournal) =>
        (_store, _options, _engine, _plan, _madeJournal) = (store, options, engine, plan, madeJournal);

    /// <summary>Opens a store. It can be cancelled while it waits for another owner.</summary>
    /// <returns>The store, and what was found, most of it as it was before anything was done about it.</returns>
    public static async Task<(StoreEngine Engine, RecoveryReport Report)> OpenAsync(
        FileSessionStoreOptions options,
        DurableFileSystem disk,
        TimeProvider time,
        ILogger logger,
        SessionPersistenceMetrics metrics,
        RepairPlan plan,
        CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        var directory = new StoreDirectory(disk, options.Directory);
        var isOwner = options.Access == StoreAccess.ReadWrite;
        var storeLock = isOwner
            ? await StoreLock.OwnAsync(directory, options.LockTimeout, time, cancellationToken).ConfigureAwait(false)
            : null;
        try
        {
            if (!isOwner) directory.ThrowIfLinked();
            var place = storeLock?.PlaceOf(directory.Journal);
            var documents = new DocumentReader(disk, new HermesDocumentReader(), options.MaxDocumentBytes);
            var issues = new StoreIssues(time);
            var context = new StoreContext(
                directory, documents, new SessionCatalog(issues), issues, time, logger, metrics)
            {
                Instance = storeLock?.Owner.Instance ?? "",
                MaxShardBytes = options.MaxShardBytes,
                MaxRecordBytes = options.MaxRecordBytes,
                Place = place,
            };
            var engine = new StoreEngine(context, options.StateDb, storeLock);
            var start = new StoreStart(context, options, engine, plan, storeLock?.MadeJournal == true);
            var contents = await start.RunAsync().ConfigureAwait(false);
            engine.Observe();
            return (engine, start.Report(contents, time.GetElapsedTime(started)));
        }
        catch (Exception e)
        {
            storeLock?.Dispose();
            if (e is SessionWriteException || DiskFault.Is(e))
            {
                throw new StoreUnavailableException(directory.Root, e.Message, e);
            }

            throw;
        }
    }

    private RecoveryReport Report(StoreContents contents, TimeSpan duration)
    {
        FindingLog.Write(_store.Logger, _findings);
        Log.StoreOpened(_store.Logger, _store.Catalog.Count, _findings.Count, duration);
        return new(FindingOrder.Sort(_findings), duration)
        {
            Directory = contents.KindOf(new HermesDialect(), _findings),
            SessionFiles = contents.SessionFiles,
            OrphanBackups = contents.OrphanBackups,
        };
    }

    // Returns what was there before anything was done about it.
    private async Task<StoreContents> RunAsync()
    {
        // The journal before the documents: beside a live owner, what leaves the one is in the other by then.
        var journal = JournalReplay.Read(_store.Directory, _findings, _madeJournal);
        var ledger = DeletionLedgerFile.Read(_store.Directory);
        var contents = StoreContents.List(_store.Directory, _findings);
        var index = SessionIndex.Read(_store.Directory);
        _store.Clock.Begin([.. journal.NewestTime, .. ledger.Deletions.Select(deletion => deletion.DeletedAt),
            .. index.NewestTime]);
        var journalOfStart = new JournalOfStart(_store.Directory, journal);
        var parts = new StoreParts(_store, ledger, contents, journalOfStart);
        var replay = new StoreReplay(
            _store, _engine, ledger, _engine.Usage, parts.DeletedFiles, index, parts.Generations,
            new(_store, parts.Past), parts.ForeignWrites, parts.Tombstones, _findings);
        replay.Run(journal, contents);
        if (_store.IsOwner) _findings.AddRange(replay.CompareIndex().MendedByStart());
        var examination = new Examination(parts.Examined(), contents);
        var deletionsAreKnown = Examination.DeletionsAreKnown(_findings);
        _engine.Begin(
            parts, [.. replay.UnfinishedDeletions.SelectMany(unfinished => unfinished.Deletions)], deletionsAreKnown);

        _engine.Delay(new(_store, replay, opening: null));
        if (!_store.IsOwner) Examine(examination, parts.Tombstones);
        else if (journal.HasUnreadableShard) _engine.StayReadOnly("a shard of its journal cannot be read.");
        else await PutInOrderAsync(parts, journal, contents, index, replay, examination, deletionsAreKnown)
            .ConfigureAwait(false);

        journalOfStart.Release();
        _store.Catalog.TellFaults();
        return contents;
    }

    private void Examine(Examination examination, IDocumentVeto tombstones)
    {
        var examiner = new SessionExaminer(examination.Store, new(tombstones, null));
        _findings.AddRange(
            examination.Faulted().SelectMany(id => examiner.Examine(id).Items.Select(item => item.Finding)));
    }

    private async Task PutInOrderAsync(
        StoreParts parts,
        JournalReplay journal,
        StoreContents contents,
        SessionIndex index,
        StoreReplay replay,
        Examination examination,
        bool deletionsAreKnown)
    {
        var owner = new OwnerParts(_store, parts, journal, _options.BackupLimits, _engine);
        _engine.Own(owner);
        var mending = new StartupMending(
            examination,
            new(_store, contents, parts.Tombstones, _options.StateDb),
            outside => new(new(examination.Store, outside), owner.DocumentRepairs, _plan),
            _options.StateDb is { } stateDb
                ? new(_store, stateDb, parts.Tombstones, replay, _options.RecoveryDegree)
                : null,
            deletionsAreKnown,
            _plan,
            _findings);
        try
        {
            var opening = new StoreOpening(_store, parts, owner, mending, _findings);
            await opening.RunAsync(replay, contents).ConfigureAwait(false);
            _engine.Delay(new(_store, replay, opening));
            _findings.AddRange(owner.Verification.VerifyAtOnce(replay.RecentlyWritten));
            owner.Start();
            owner.Index.Begin(index);
        }
        catch
        {
            await owner.AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }
}
