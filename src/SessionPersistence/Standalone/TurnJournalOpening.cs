using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.Standalone;

/// <summary>Opens a journal: lock, self-test, replay, and what nothing says was flushed is flushed.</summary>
internal sealed class TurnJournalOpening(
    string directory,
    TurnJournalOptions options,
    DurableFileSystem disk,
    TimeProvider time,
    ILogger logger,
    SessionPersistenceMetrics metrics)
{
    public async Task<(TurnJournalParts Parts, RecoveryReport Report, IReadOnlyList<PendingTurn> PendingTurns)>
        RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var taken = await LockAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var place = taken.PlaceOf(directory);
            var replay = new TurnJournalReplay(disk, directory);
            Sweep(replay.Findings);
            replay.Run();
            var parts = Compose(taken, place, replay);
            await FlushReplayedAsync(parts, replay).ConfigureAwait(false);
            FindingLog.Write(logger, replay.Findings);
            var (report, pending) =
                (new RecoveryReport(replay.Findings, time.GetElapsedTime(started)), replay.PendingTurns());
            Log.JournalOpened(logger, pending.Count, report.Findings.Count, report.Duration);
            return (parts, report, pending);
        }
        catch (Exception e)
        {
            taken.Dispose();
            metrics.Dispose();
            if (DiskFault.Is(e) || e is SessionWriteException)
                throw new StoreUnavailableException(directory, e.Message, e);

            throw;
        }
    }

    private async Task<StoreLock> LockAsync(CancellationToken cancellationToken)
    {
        EnsureDirectory();
        var files = LockFiles.OfJournal(disk, directory);
        var taken = await StoreLock.TakeAsync(files, options.LockTimeout, time, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            StorageSelfTest.Run(disk, directory, files.LockPath);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private void EnsureDirectory()
    {
        try
        {
            DirectoryPath.EnsureExists(disk, directory);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw new StoreUnavailableException(directory, e.Message, e);
        }
    }

    private void Sweep(List<RecoveryFinding> findings)
    {
        foreach (var entry in disk.ListDirectory(directory).Where(e => StagingFile.IsStaging(e.Name))
            .OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            disk.DeleteFile(Path.Join(directory, entry.Name));
            findings.Add(new(FindingKinds.StagingLeftover, FindingCategory.Ok,
                "A write that never finished left this file; it was removed.") { Path = entry.Name });
        }
    }

    private TurnJournalParts Compose(StoreLock taken, JournalPlace place, TurnJournalReplay replay)
    {
        var catalog = replay.Catalog;
        var issues = IssuesOf(replay);
        var writer = new JournalWriter(
            disk,
            new()
            {
                Directory = directory,
                Place = place,
                CopiesOf = new LostEvents(catalog, logger).CopiesOf,
                Instance = taken.Owner.Instance,
                EarlierShards = replay.Shards,
                FirstSequence = replay.HighestSequence + 1,
                MaxShardBytes = options.MaxShardBytes,
                MaxRecordBytes = options.MaxRecordBytes,
                HeaderMembers = () => $"\"kind\":\"turns\",\"revision\":{catalog.Revision}",
            },
            time,
            issues,
            logger,
            metrics);
        var retirement = new TurnJournalRetirement(
            disk, directory, writer, catalog, replay.Damaged, metrics.Store, logger);
        metrics.Store.ObserveOpenTurns(catalog.CountOpenTurns);
        var appender = new TurnAppender(writer, catalog, retirement, time, replay.Unreadable);
        var reader = new TurnJournalReader(disk, directory, () => writer.Shards.Readable);
        return new(taken, issues, metrics, catalog, writer, appender, retirement, reader);
    }

    private StoreIssues IssuesOf(TurnJournalReplay replay)
    {
        var issues = new StoreIssues(time);
        if (replay.Unreadable is { } unreadable)
        {
            issues.Report(new(StoreIssueKinds.ReadOnly, StoreStatus.ReadOnly,
                $"The journal takes no writes: a shard of it cannot be read ({unreadable.Message}).")
            {
                Exception = unreadable,
            });
        }

        return issues;
    }

    // What can be read may be in the page cache only, and flushing the old file proves nothing: written again to a file
    // of ours, it is durable.
    private static async Task FlushReplayedAsync(TurnJournalParts parts, TurnJournalReplay replay)
    {
        if (replay.Unreadable is not null || replay.Unflushed.Count == 0) return;

        foreach (var line in replay.Unflushed) parts.Writer.Enqueue(line);
        await parts.Writer.CommitAllAsync(replay.Unflushed).ConfigureAwait(false);
    }
}
