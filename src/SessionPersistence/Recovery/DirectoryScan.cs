using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Reads a directory as start-up would, and says what start-up and a repair would do. Writes nothing.</summary>
internal sealed class DirectoryScan(StoreContext store, IForeignDialect dialect, IShrinkMarkers markers, ScanOptions options)
{
    private readonly List<RecoveryFinding> _findings = [];

    /// <summary>Scans the directory once.</summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    public async Task<RecoveryReport> RunAsync(IProgress<RecoveryProgress>? progress, CancellationToken cancellationToken)
    {
        var started = store.Time.GetTimestamp();
        try
        {
            // The journal before the documents: beside a live owner, what leaves the one is in the other by then.
            var journal = JournalReplay.Read(store.Directory, _findings);
            var contents = StoreContents.List(store.Directory, _findings);
            var backups = new BackupGenerations(store, contents.Generations);
            var foreignWrites = new ForeignWrites(backups, markers, () => journal);
            Replay(journal, contents, backups, foreignWrites);
            var examined = new ExaminedStore(store, new(store, foreignWrites), dialect, markers, dialect.ListTurns(store.Directory), options.IsOwnedByOther);
            var examination = new Examination(examined, contents);
            _findings.AddRange(examination.Unsafe());
            await ExamineAsync(new(examined, new()), examination.Sessions(options.Deep ? contents.Documents.Select(document => document.Id) : []), progress, cancellationToken).ConfigureAwait(false);
            return Report(contents, started);
        }
        catch (UnsupportedFormatException e)
        {
            _findings.Add(new(FindingKinds.UnsupportedFormat, FindingCategory.UnsafeToRepair, $"{e.Message} Nothing else can be said of the directory.")
            { Path = e.Path, Recommendation = Recommendations.ManualReview });
            return new(_findings, store.Time.GetElapsedTime(started));
        }
    }

    private RecoveryReport Report(StoreContents contents, long started) => new(FindingOrder.Sort(_findings), store.Time.GetElapsedTime(started))
    {
        SessionFiles = contents.Documents.Count,
        OrphanBackups = contents.Backups.Except(contents.Documents.Select(document => document.Id)).Count(),
    };

    private void Replay(JournalReplay journal, StoreContents contents, BackupGenerations backups, IForeignWrites foreignWrites)
    {
        var ledger = ReadLedger();
        var quarantine = new Quarantine(store);
        var deletions = new Deletions(store, ledger, backups, quarantine);
        var replay = new StoreReplay(store, new NoObserver(), ledger, new(), deletions, SessionIndex.Read(store.Directory), backups, foreignWrites, _findings);
        replay.Run(journal, contents);
        if (!options.HasOwner) _findings.AddRange(UnfinishedWork.Of(store, replay, contents));
        else _findings.RemoveAll(finding => finding.Kind == FindingKinds.JournalTornTail);
    }

    private DeletionLedgerFile ReadLedger()
    {
        try
        {
            return DeletionLedgerFile.Read(store.Directory);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            _findings.Add(new(FindingKinds.LedgerDamaged, FindingCategory.UnsafeToRepair, $"The deletion ledger cannot be read ({e.Message}): which sessions were deleted is unknown.")
            { Path = DeletionLedgerFile.FileName, Recommendation = Recommendations.ManualReview });
            return new();
        }
    }

    private async Task ExamineAsync(
        SessionExaminer examiner,
        IReadOnlyList<SessionId> sessions,
        IProgress<RecoveryProgress>? progress,
        CancellationToken cancellationToken)
    {
        var results = new IEnumerable<RecoveryFinding>[sessions.Count];
        var done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, sessions.Count, parallel, (i, _) =>
        {
            results[i] = [.. examiner.Examine(sessions[i]).Items.Select(item => item.Finding)];
            progress?.Report(new(Interlocked.Increment(ref done), sessions.Count));
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        _findings.AddRange(results.SelectMany(found => found));
    }

    private sealed class NoObserver : ISessionObserver
    {
        public void OnStored(SessionEntry entry, JournalRecord record, ShardName shard)
        {
        }

        public void OnChanged(SessionEntry entry, JournalRecord record)
        {
        }

        public void OnCovered(SessionEntry entry)
        {
        }
    }
}
