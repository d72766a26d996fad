using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Reads a directory as start-up would, and says what start-up and a repair would do. Writes
/// nothing.</summary>
internal sealed class DirectoryScan(
    StoreContext store, IForeignDialect dialect, IShrinkMarkers markers, IStateDb? stateDb, ScanOptions options)
{
    // How many sessions are examined at a time: more than there are processors, because most of it is reading.
    private const int Parallelism = 8;

    private readonly List<RecoveryFinding> _findings = [];

    /// <summary>Scans the directory once.</summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    public async Task<RecoveryReport> RunAsync(
        IProgress<RecoveryProgress>? progress, CancellationToken cancellationToken)
    {
        var started = store.Time.GetTimestamp();
        try
        {
            _findings.AddRange(StoreObstacles.In(store.Directory));

            // Without the journal nobody knows what sessions are.
            if (_findings.Exists(finding => finding.Path == StoreDirectory.JournalName))
                return new(_findings, store.Time.GetElapsedTime(started));

            // The journal before the documents: beside a live owner, what leaves the one is in the other by then.
            var journal = JournalReplay.Read(store.Directory, _findings);
            var contents = StoreContents.List(store.Directory, _findings);
            var backups = new BackupGenerations(store, contents.Generations);
            var past = new PastContent(backups, () => journal);
            var foreignWrites = new ForeignWrites(past, backups, markers);
            var tombstones = dialect.ReadTombstones(store.Directory);
            var replay = Replay(journal, contents, backups, past, foreignWrites, tombstones);
            var examined = new ExaminedStore(store, new(store, foreignWrites), dialect, markers,
                dialect.ListTurns(store.Directory), options.IsOwnedByOther);
            var examination = new Examination(examined, contents);
            _findings.AddRange(examination.Unsafe());

            // Beside a live owner the index is behind, and nothing is wrong with that.
            var drift = options.HasOwner ? null : replay.CompareIndex();
            if (drift is not null) _findings.AddRange(drift.Rows());
            var unlisted = drift?.Unlisted ?? new HashSet<SessionId>();
            var outside = await new StateDbExaminer(store, contents, tombstones, stateDb)
                .ReadAsync(
                    examination.Mentioned(), Examination.DeletionsAreKnown(_findings), _findings, cancellationToken)
                .ConfigureAwait(false);
            if (options.Deep) _findings.AddRange(new GenerationExaminer(store, contents).Examine());
            var all = contents.Documents.Select(document => document.Id);
            await ExamineAsync(new(examined, outside), examination.Sessions(all), unlisted, progress,
                cancellationToken).ConfigureAwait(false);
            return Report(contents, started);
        }
        catch (StoreUnavailableException e)
        {
            _findings.Add(StoreObstacles.Obstacle(StoreDirectory.JournalName, e.Message));
            return new(_findings, store.Time.GetElapsedTime(started));
        }
        catch (UnsupportedFormatException e)
        {
            _findings.Add(new(FindingKinds.UnsupportedFormat, FindingCategory.UnsafeToRepair,
                $"{e.Message} Nothing else can be said of the directory.")
            { Path = e.Path, Recommendation = Recommendations.ManualReview });
            return new(_findings, store.Time.GetElapsedTime(started));
        }
    }

    private RecoveryReport Report(StoreContents contents, long started) =>
        new(FindingOrder.Sort(_findings), store.Time.GetElapsedTime(started))
        {
            Directory = contents.KindOf(dialect, _findings),
            SessionFiles = contents.SessionFiles,
            OrphanBackups = contents.OrphanBackups,
        };

    private StoreReplay Replay(JournalReplay journal, StoreContents contents, BackupGenerations backups,
        PastContent past, IForeignWrites foreignWrites, IDocumentVeto tombstones)
    {
        var ledger = ReadLedger();
        var deletedFiles = new DeletedFiles(store, backups, new(store));
        var replay = new StoreReplay(store, new NoObserver(), ledger, new(), deletedFiles,
            SessionIndex.Read(store.Directory), backups, new(store, past), foreignWrites, tombstones, _findings);
        replay.Run(journal, contents);
        if (!options.HasOwner) _findings.AddRange(UnfinishedWork.Of(store, replay, contents));
        else _findings.RemoveAll(finding => finding.Kind == FindingKinds.JournalTornTail);
        return replay;
    }

    private DeletionLedgerFile ReadLedger()
    {
        try
        {
            return DeletionLedgerFile.Read(store.Directory);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            _findings.Add(new(FindingKinds.LedgerDamaged, FindingCategory.UnsafeToRepair,
                $"The deletion ledger cannot be read ({e.Message}): which sessions were deleted is unknown.")
            { Path = DeletionLedgerFile.FileName, Recommendation = Recommendations.ManualReview });
            return new();
        }
    }

    private async Task ExamineAsync(
        SessionExaminer examiner,
        IReadOnlyList<SessionId> sessions,
        IReadOnlySet<SessionId> unlisted,
        IProgress<RecoveryProgress>? progress,
        CancellationToken cancellationToken)
    {
        var results = new IEnumerable<RecoveryFinding>[sessions.Count];
        var done = 0;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Parallelism,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, sessions.Count, parallel, (i, _) =>
        {
            var diagnosis = examiner.Examine(sessions[i]);
            results[i] = [.. diagnosis.Items.Select(item => item.Finding),
                .. unlisted.Contains(sessions[i]) ? MissingEntry(diagnosis) : []];
            progress?.Report(new(Interlocked.Increment(ref done), sessions.Count));
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);

        // A start puts another program's file together with the journal; that its checksum is wrong is settled by that.
        var displaced = _findings.Where(finding => finding.Kind == FindingKinds.ForeignWriteMerged)
            .Select(finding => finding.SessionId).ToHashSet();
        _findings.AddRange(results.SelectMany(found => found).Where(
            finding => finding.Kind != FindingKinds.DocumentCrcMismatch || !displaced.Contains(finding.SessionId)));
    }

    // What cannot be read is in no index, unless a repair makes it readable.
    private static IEnumerable<RecoveryFinding> MissingEntry(SessionDiagnosis diagnosis) =>
        diagnosis.IsMended || diagnosis.Evidence is { Content: not null, Fault: null, Count: not null }
            ? [IndexDrift.MissingEntry(diagnosis.Id, diagnosis.Evidence.Count)]
            : [];

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
