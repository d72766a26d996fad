using SessionPersistence.Standalone;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>A durable journal of the events of turns, for hosts that keep their sessions themselves: what was submitted
/// is on disk before the model runs.</summary>
/// <remarks>
/// <para>All sessions share one file, so that whatever is appended at the same moment shares one flush. One process at
/// a time owns the directory; a lock of the operating system says which. A <see cref="FileSessionStore"/> has such a
/// journal inside and needs no other.</para>
/// <para>Safe for concurrent use. The events of one session stand in the order of the calls; the wall clock orders
/// nothing.</para>
/// </remarks>
public sealed partial class TurnJournal : IAsyncDisposable, IDisposable
{
    private readonly TurnJournalParts _parts;
    private bool _disposed;

    private TurnJournal(TurnJournalParts parts, RecoveryReport report, IReadOnlyList<PendingTurn> pendingTurns) =>
        (_parts, Report, PendingTurns) = (parts, report, pendingTurns);

    /// <summary>Gets what opening found: torn tails, damaged records, leftovers.</summary>
    public RecoveryReport Report { get; }

    /// <summary>Gets the turns that had no ending when the journal was opened, oldest first. They stay open until the
    /// host appends one.</summary>
    public IReadOnlyList<PendingTurn> PendingTurns { get; }

    /// <summary>Gets how the journal fares; <see cref="StoreIssueKinds.MarksLost"/> is told until the next append says
    /// so.</summary>
    public StoreHealth Health
    {
        get
        {
            // What nobody has written to since is looked at here.
            if (!_disposed) _parts.Writer.StopIfSeenGone();
            return _parts.Issues.Health;
        }
    }

    /// <summary>Opens a journal: takes the lock, tests the disk and reads what is there.</summary>
    /// <param name="directory">The directory of the journal, and of nothing else; created when it is missing.</param>
    /// <param name="options">Limits; copied.</param>
    /// <param name="environment">The disk, the clock, the log and the meters.</param>
    /// <param name="cancellationToken">Observed while waiting for the lock.</param>
    /// <exception cref="StoreInUseException">Another owner did not close the directory within
    /// <see cref="TurnJournalOptions.LockTimeout"/>.</exception>
    /// <exception cref="StoreUnavailableException">The directory cannot hold a journal, or holds the journal of a
    /// store.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote the journal.</exception>
    public static async Task<TurnJournal> OpenAsync(
        string directory,
        TurnJournalOptions? options = null,
        StoreEnvironment? environment = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        options = options?.Copy() ?? new();
        options.ThrowIfInvalid();
        environment ??= new();
        cancellationToken.ThrowIfCancellationRequested();

        var opening = new TurnJournalOpening(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)),
            options,
            environment.Disk,
            environment.Time,
            environment.CreateLogger<TurnJournal>(),
            new(environment.MeterFactory));

        await CallerContext.LeaveAsync();
        var (parts, report, pendingTurns) = await opening.RunAsync(cancellationToken).ConfigureAwait(false);
        return new(parts, report, pendingTurns);
    }

    /// <summary>Appends one event and returns once it is as durable as asked.</summary>
    /// <param name="sessionId">The session; it is what <c>session_id</c> says, whatever the event holds.</param>
    /// <param name="turnEvent">The event; not changed before the call returns.</param>
    /// <param name="durability">What the event must have reached.</param>
    /// <param name="cancellationToken">Observed until the event is queued; from then on it ends the wait, and the
    /// record stands.</param>
    /// <returns>The record exactly as it was written. What an open turn was submitted with, or a turn ended with, said
    /// once more in the same words, is answered with the first record. The same are the tokens of the event, apart from
    /// <c>created_at</c> and its members <c>message_id</c>, <c>timestamp</c> and <c>_ts</c>.</returns>
    /// <exception cref="ArgumentException">The event has a name or a member of the journal's own, or holds what is no
    /// JSON; nothing was written.</exception>
    /// <exception cref="SessionTooLargeException">The event is larger than
    /// <see cref="TurnJournalOptions.MaxRecordBytes"/>; nothing was written.</exception>
    /// <exception cref="IdReusedException">The turn was submitted, or ended in the same way, with other words; nothing
    /// was written.</exception>
    /// <exception cref="TurnNotFoundException">The event is an ending and names no turn, or one that was never
    /// submitted; nothing was written. A turn that a worker took has begun without.</exception>
    /// <exception cref="TurnEndedException">The turn has ended, or is ending. The last 16 endings of a session are
    /// remembered.</exception>
    /// <exception cref="SessionWriteException"> The device refused; <see cref="SessionWriteException.Outcome"/> says
    /// whether nothing was done or that is unknown. Also, once, when buffered events before this one were lost: then
    /// this one was not written.
    /// </exception>
    /// <exception cref="StoreReadOnlyException">The fate of earlier events is unknown, or the journal could not be read
    /// when it was opened.</exception>
    public ValueTask<TurnRecord> AppendAsync(
        SessionId sessionId,
        TurnEvent turnEvent,
        Durability durability = Durability.FlushedToDisk,
        CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(sessionId);
        ArgumentNullException.ThrowIfNull(turnEvent);
        if (!Enum.IsDefined(durability))
            throw new ArgumentOutOfRangeException(nameof(durability), durability, "Not a durability.");

        return _parts.Appender.AppendAsync(sessionId, turnEvent, durability, cancellationToken);
    }

    /// <summary>Reads the events of one session, oldest first, each once. Where two owners gave the same revision
    /// without knowing of each other (<see cref="FindingKinds.JournalDiverged"/>), both are read.</summary>
    /// <param name="sessionId">The session; one that the journal does not know has no events.</param>
    /// <param name="cancellationToken">Observed between events.</param>
    /// <returns>What was on the disk when the reading began and no host's document had made superfluous: what
    /// <see cref="CoverAsync"/> covers is left out, unless its turn was open, or there are several accounts of it, then.
    /// Dispose the enumerator: it holds files open.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IAsyncEnumerable<TurnRecord> ReadAsync(SessionId sessionId, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(sessionId);
        ObjectDisposedException.ThrowIf(_disposed, this);

        return _parts.Reader.ReadAsync(_parts.Catalog.Of(sessionId), cancellationToken);
    }

    /// <summary>Reads all that the files hold, line by line as it stands there, malformed lines included; a record that
    /// was carried to another file is there twice.</summary>
    /// <param name="cancellationToken">Observed between lines.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IAsyncEnumerable<TurnJournalLine> ReadShardsAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        return _parts.Reader.ReadShardsAsync(cancellationToken);
    }

    /// <summary>Says that the host's own document of a session is durable up to a revision, so that the journal need
    /// not keep what is before it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="revision">The <see cref="TurnRecord.Revision"/> of the newest event that the document
    /// holds.</param>
    /// <param name="cancellationToken">Observed before anything is done.</param>
    /// <remarks>
    /// Where the report says <see cref="FindingKinds.JournalDiverged"/> of the session, its files are kept until it was
    /// read to its end and is covered after that.
    /// Not flushed: were it lost, records would only be kept longer. Files that nothing needs any more are removed on
    /// the way, oldest first; events of turns that are open are carried to the newest file before. One that cannot be
    /// removed now is tried again with the next call.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">No event has that revision yet.</exception>
    /// <exception cref="StoreReadOnlyException">The journal takes no writes.</exception>
    public async Task CoverAsync(SessionId sessionId, long revision, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(sessionId);
        ArgumentOutOfRangeException.ThrowIfLessThan(revision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, _parts.Catalog.Revision);
        cancellationToken.ThrowIfCancellationRequested();

        await CallerContext.LeaveAsync();
        await _parts.Appender.CoverAsync(sessionId, revision).ConfigureAwait(false);
    }

    /// <summary>Flushes what is on its way and releases the lock. Turns that are open stay open.</summary>
    /// <remarks>Never throws for an I/O error: what could not be written is logged, and every append that was waited
    /// for has its own.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;

        _parts.Issues.ReportClosed(nameof(TurnJournal));
        await CallerContext.LeaveAsync();
        await _parts.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
