using Microsoft.Extensions.Logging;
using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.FileStore;
using SessionPersistence.Hermes;
using SessionPersistence.Journal;
using SessionPersistence.Storage;
using SessionPersistence.Recovery;

namespace SessionPersistence;

/// <summary>Says what is wrong with a directory of sessions, and repairs what can be repaired without asking.</summary>
/// <remarks>
/// <para>A scan reads only, and may run beside an owner of the directory. A repair takes the lock of the directory,
/// replays its journal as every start does, and does of a report what is still so; what it replaces is kept in
/// <c>_quarantine</c>. It may be cut off at any point and run again.</para>
/// <para>The constructor does no I/O. Safe for concurrent use.</para>
/// </remarks>
public sealed class RecoveryScanner : ISessionRecovery
{
    private readonly RecoveryOptions _options;
    private readonly DurableFileSystem _disk;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<CancellationToken, ValueTask<StoreEngine>>? _store;

    /// <summary>Makes a scanner; does no I/O.</summary>
    /// <param name="options">The directory, and how to read it; copied.</param>
    /// <param name="environment">The disk, the clock and the log.</param>
    /// <param name="stateDb">The database in which another program keeps the sessions too, for example a
    /// <c>SqliteStateDb</c>; none is known by default.</param>
    public RecoveryScanner(RecoveryOptions options, StoreEnvironment? environment = null, IStateDb? stateDb = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();

        environment ??= new();
        _options = options.Copy();
        _options.StateDb = stateDb;
        (_disk, _time) = (environment.Disk, environment.Time);
        _logger = environment.CreateLogger<RecoveryScanner>();
    }

    /// <summary>Makes the scanner of a store: it repairs through the store, which goes on serving.</summary>
    internal RecoveryScanner(
        FileSessionStoreOptions options,
        DurableFileSystem disk,
        TimeProvider time,
        ILogger logger,
        Func<CancellationToken, ValueTask<StoreEngine>> store)
    {
        _options = new() { Directory = options.Directory, MaxDocumentBytes = options.MaxDocumentBytes,
            StateDb = options.StateDb };
        (_disk, _time, _logger, _store) = (disk, time, logger, store);
    }

    /// <inheritdoc/>
    /// <remarks>It makes no directory: where there is none, the report is empty. Beside an owner, what a write under
    /// way may look like is looked at twice.</remarks>
    public async Task<RecoveryReport> ScanAsync(
        IProgress<RecoveryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var directory = new StoreDirectory(_disk, _options.Directory);
        try
        {
            if (_disk.FindEntry(directory.Root) is null)
                return new([], TimeSpan.Zero) { Directory = DirectoryKind.Missing };

            var hasOwner = StoreLock.IsHeld(LockFiles.OfStore(directory));
            var options = new ScanOptions { Deep = _options.Deep, HasOwner = hasOwner,
                IsOwnedByOther = hasOwner && _store is null };
            var report = await ScanAsync(directory, options, progress, cancellationToken).ConfigureAwait(false);
            if (!hasOwner || report.Findings.Count == 0) return report;

            var again = await ScanAsync(directory, options, progress: null, cancellationToken).ConfigureAwait(false);
            var seen = report.Findings.Select(RepairPlan.KeyOf).ToHashSet();
            return again
                with { Findings = [.. again.Findings.Where(finding => seen.Contains(RepairPlan.KeyOf(finding)))] };
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw new StoreUnavailableException(directory.Root, e.Message, e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>What is told to be repaired is durable. Findings that need a person are left, but for those that the
    /// options choose. For another owner to close the directory it waits
    /// <see cref="RecoveryOptions.LockTimeout"/>.</remarks>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote the store.</exception>
    public async Task<RepairResult> RepairAsync(
        RecoveryReport report, RepairOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        cancellationToken.ThrowIfCancellationRequested();
        var asked = options ?? new();
        if (_store is not null && !asked.DryRun)
            return await RepairInStoreAsync(report, asked, cancellationToken).ConfigureAwait(false);
        if (asked.DryRun || !HasDirectory())
        {
            var now = await ScanAsync(progress: null, cancellationToken).ConfigureAwait(false);
            return new(report, RepairOutcomes.Plan(report, now, asked), now);
        }

        var (done, isWritable) = await OpenAndCloseAsync(RepairPlan.Of(report, asked), cancellationToken)
            .ConfigureAwait(false);

        // The scan on a stack of its own: on that of the store's end, all that the store knew would stay in memory
        // beside it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var after = await ScanAsync(progress: null, cancellationToken).ConfigureAwait(false);
        return new(report, RepairOutcomes.Of(report, done, after, asked, isWritable), after);
    }

    private bool HasDirectory()
    {
        try
        {
            return _disk.FindEntry(_options.Directory) is not null;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            throw new StoreUnavailableException(_options.Directory, e.Message, e);
        }
    }

    private async Task<RepairResult> RepairInStoreAsync(
        RecoveryReport report, RepairOptions asked, CancellationToken cancellationToken)
    {
        var engine = await _store!(cancellationToken).ConfigureAwait(false);
        var done = new RecoveryReport(
            await engine.MendAsync(RepairPlan.Of(report, asked)).ConfigureAwait(false), TimeSpan.Zero);
        var after = await ScanAsync(progress: null, cancellationToken).ConfigureAwait(false);
        return new(report, RepairOutcomes.Of(report, done, after, asked, isWritable: true), after);
    }

    // Start-up with a plan: nothing else has to know how a directory is put in order.
    private async Task<(RecoveryReport Done, bool IsWritable)> OpenAndCloseAsync(
        RepairPlan plan, CancellationToken cancellationToken)
    {
        var options = new FileSessionStoreOptions
        {
            Directory = _options.Directory,
            LockTimeout = _options.LockTimeout,
            MaxDocumentBytes = _options.MaxDocumentBytes,
            StateDb = _options.StateDb,
            RecoveryDegree = _options.Degree,
        };
        using var metrics = new SessionPersistenceMetrics(null);
        var (engine, done) = await StoreStart
            .OpenAsync(options, _disk, _time, _logger, metrics, plan, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false)) return (done, engine.IsWritable);
    }

    private async Task<RecoveryReport> ScanAsync(
        StoreDirectory directory,
        ScanOptions options,
        IProgress<RecoveryProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var metrics = new SessionPersistenceMetrics(null);
        var issues = new StoreIssues(_time);
        var context = new StoreContext(
            directory, new DocumentReader(_disk, new HermesDocumentReader(), _options.MaxDocumentBytes),
            new SessionCatalog(issues), issues, _time, _logger, metrics)
        {
            Instance = "",
            MaxShardBytes = 0,
            MaxRecordBytes = 0,
        };
        return await new DirectoryScan(context, new HermesDialect(), new HermesShrinkMarkers(), _options.StateDb,
            options).RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }
}
