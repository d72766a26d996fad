using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.FileStore;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>Keeps sessions in one directory: a journal that every write is flushed to, and one readable document per
/// session written behind it.</summary>
/// <remarks>
/// <para>One process at a time owns the directory; an operating system lock says which.
/// <see cref="StoreAccess.ReadOnly"/> reads beside a live owner.</para>
/// <para>The constructor does no I/O. Every call awaits <see cref="OpenAsync"/>, which the host calls first to see what
/// start-up recovery found.</para>
/// </remarks>
public sealed class FileSessionStore : ISessionStore, IDisposable
{
    private readonly FileSessionStoreOptions _options;
    private readonly DurableFileSystem _disk;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionPersistenceMetrics _metrics;
    private readonly StoreIssues _issues;
    private readonly Lock _gate = new();
    private Task<(StoreEngine Engine, RecoveryReport Report)>? _opening;
    private bool _closing;
    private bool _disposed;

    /// <summary>Makes a store; does no I/O.</summary>
    /// <param name="options">The directory, and how to treat it; copied.</param>
    /// <param name="environment">The disk, the clock, the log and the meters.</param>
    /// <param name="stateDb">The database in which another program keeps the sessions too, for example a
    /// <c>SqliteStateDb</c>: start-up recovery makes the sessions that are missing here. None is known by
    /// default.</param>
    public FileSessionStore(
        FileSessionStoreOptions options, StoreEnvironment? environment = null, IStateDb? stateDb = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();

        environment ??= new();
        _options = options.Copy();
        _options.StateDb = stateDb;
        (_disk, _time) = (environment.Disk, environment.Time);
        _logger = environment.CreateLogger<FileSessionStore>();
        _metrics = new(environment.MeterFactory);
        _issues = new(_time);
        Backups = new(this);
        Deletions = new(this);
        Recovery = new(_options, _disk, _time, _logger, EngineAsync);
    }

    /// <summary>Gets the backups of the sessions.</summary>
    public BackupGuard Backups { get; }

    /// <summary>Gets what is known of deleted sessions, and what was kept of them.</summary>
    public DeletionLedger Deletions { get; }

    /// <summary>Gets what examines and repairs the store while it is open.</summary>
    public RecoveryScanner Recovery { get; }

    /// <summary>Gets how the store fares. Looks at the disk.</summary>
    internal StoreHealth Health
    {
        get
        {
            Task<(StoreEngine Engine, RecoveryReport Report)>? opening;
            lock (_gate)
            {
                if (_issues.Health is { Issues.Count: > 0 } health) return health;

                opening = _opening;
            }

            // It looks at the disk, which may hang: no other call waits for that.
            return opening is { IsCompletedSuccessfully: true } opened
                ? opened.Result.Engine.Health
                : new(StoreStatus.NotOpen);
        }
    }

    /// <summary>Opens the store: takes the lock, tests the disk, replays the journal and finishes what a former owner
    /// left. Idempotent; every other call awaits it.</summary>
    /// <param name="cancellationToken">Ends the wait; the opening goes on for other callers.</param>
    /// <returns>What was found, and what was done about it; the same report for every caller.</returns>
    /// <exception cref="StoreInUseException">Another owner did not close the directory within
    /// <see cref="FileSessionStoreOptions.LockTimeout"/>; the next call tries again.</exception>
    /// <exception cref="StoreUnavailableException">The directory cannot hold a store.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote the store.</exception>
    public async Task<RecoveryReport> OpenAsync(CancellationToken cancellationToken = default)
    {
        var (_, report) = await OpenedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return report;
    }

    /// <inheritdoc/>
    /// <remarks>It looks at the disk, on the thread pool: a disk that hangs holds up no caller's thread.</remarks>
    public Task<StoreHealth> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => Health, CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Brings documents up to date at once, instead of a moment later.</summary>
    /// <param name="id">One session, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Observed between documents.</param>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    /// <exception cref="SessionWriteException">The device refused; what was acknowledged is in the journal.</exception>
    public async Task CheckpointAsync(SessionId? id = null, CancellationToken cancellationToken = default)
    {
        if (id is { } one) Arguments.ThrowIfDefault(one);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        if (id is { } known) await engine.LookAgainAsync(known, cancellationToken).ConfigureAwait(false);
        await engine.CheckpointAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Session> CreateAsync(NewSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        Arguments.ThrowIfInvalid(session.Messages);
        if (session.Id is { } id) Arguments.ThrowIfDefault(id);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        if (session.Id is { } taken) await engine.LookAgainAsync(taken, cancellationToken).ConfigureAwait(false);
        return await engine.Verbs.CreateAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Session?> LoadAsync(
        SessionId id, MessageRange range = default, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return engine.Load(id, range);
    }

    /// <inheritdoc/>
    public async Task<SessionMetadata?> LoadMetadataAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return engine.LoadMetadata(id);
    }

    /// <inheritdoc/>
    public async Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        return engine.List(query);
    }

    /// <inheritdoc/>
    public async Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);
        Arguments.ThrowIfInvalid(input, atLeast: 1);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closing), this);
        return await engine.Verbs.BeginTurnAsync(id, input, options ?? new(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Turn?> FindOpenTurnAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return engine.FindOpenTurn(id);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> AppendAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        long? expectedRevision = null,
        CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);
        Arguments.ThrowIfInvalid(messages, atLeast: 1);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return await engine.Verbs.AppendAsync(id, messages, expectedRevision, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> RewriteAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        RewriteReason reason,
        long expectedRevision,
        CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);
        Arguments.ThrowIfInvalid(messages);
        if (!Enum.IsDefined(reason)) throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason.");

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return await engine.Rewriter.RewriteAsync(id, messages, reason, expectedRevision, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SessionMetadata> UpdateMetadataAsync(
        SessionId id,
        Func<SessionMetadata, SessionMetadata> change,
        CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);
        ArgumentNullException.ThrowIfNull(change);

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return await engine.Verbs.UpdateMetadataAsync(id, change, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(
        SessionId id, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(id);
        options?.ThrowIfInvalid();

        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        await engine.LookAgainAsync(id, cancellationToken).ConfigureAwait(false);
        return await engine.Deleter.DeleteAsync(id, options ?? new(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OpenTurn> ListOpenTurnsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var engine = await EngineAsync(cancellationToken).ConfigureAwait(false);
        foreach (var turn in engine.OpenTurns()) yield return turn;
    }

    /// <inheritdoc/>
    /// <remarks>There are <see cref="Backups"/>, <see cref="Deletions"/> and <see cref="Recovery"/>.</remarks>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        if (serviceKey is not null) return null;
        return new object[] { this, Backups, Deletions, Recovery }.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Asks the owners of open turns to end them (<see cref="Turn.Stopping"/>), waits until they have, and
    /// closes the store as <see cref="DisposeAsync"/> does. No turn begins meanwhile.</summary>
    /// <param name="cancellationToken">Ends the wait for the owners: their turns are interrupted, and the store
    /// closes.</param>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        Task<(StoreEngine Engine, RecoveryReport Report)>? opening;
        lock (_gate)
        {
            _closing = true;
            opening = _disposed ? null : _opening;
        }

        if (opening is not null && await TryAsync(opening).ConfigureAwait(false) is { } engine)
        {
            // A token that is cancelled only says that there is no time left.
            await engine.StopTurns().WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the store: interrupts open turns, drains the journal, brings documents up to date and releases
    /// the lock.</summary>
    /// <remarks>Never throws for an I/O error: what could not be done, the next start does.</remarks>
    public async ValueTask DisposeAsync()
    {
        Task<(StoreEngine Engine, RecoveryReport Report)>? opening;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _issues.ReportClosed(nameof(FileSessionStore));
            opening = _opening;
        }

        await CallerContext.LeaveAsync();
        if (opening is not null && await TryAsync(opening).ConfigureAwait(false) is { } engine)
        {
            await engine.DisposeAsync().ConfigureAwait(false);
        }

        _metrics.Dispose();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static async Task<StoreEngine?> TryAsync(Task<(StoreEngine Engine, RecoveryReport Report)> opening)
    {
        try
        {
            return (await opening.ConfigureAwait(false)).Engine;
        }
        catch (Exception)
        {
            // The caller of OpenAsync has this error, whatever it is; there is nothing to close.
            return null;
        }
    }

    private Task<(StoreEngine Engine, RecoveryReport Report)> OpenedAsync()
    {
        var opening = new TaskCompletionSource<(StoreEngine, RecoveryReport)>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // A failed opening may succeed the next time: the other owner has gone, the disk is back.
            if (_opening is { IsFaulted: false, IsCanceled: false }) return _opening;

            _opening = opening.Task;
        }

        // Outside the gate: others must be able to wait for it with a token of their own.
        if (SynchronizationContext.Current is null) _ = OpenIntoAsync(opening);
        else _ = Task.Run(() => OpenIntoAsync(opening));
        return opening.Task;
    }

    private async Task OpenIntoAsync(TaskCompletionSource<(StoreEngine Engine, RecoveryReport Report)> opening)
    {
        var plan = _options.StartupRecovery == StartupRecovery.Repair ? RepairPlan.Everything : RepairPlan.Nothing;
        try
        {
            var opened = await StoreStart.OpenAsync(_options, _disk, _time, _logger, _metrics, plan)
                .ConfigureAwait(false);
            _issues.TakeBack(StoreIssueKinds.Unavailable);
            opening.SetResult(opened);
        }
        catch (Exception e)
        {
            _issues.Report(new(StoreIssueKinds.Unavailable, StoreStatus.Unavailable, e.Message) { Exception = e });
            opening.SetException(e);
        }
    }

    /// <summary>Gets the open store.</summary>
    internal async ValueTask<StoreEngine> EngineAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (engine, _) = await OpenedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await CallerContext.LeaveAsync();
        return engine;
    }
}
