using System.Runtime.CompilerServices;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Ours: one <see cref="TurnJournal"/> that all writers share. Each has a session and an open turn, to which
/// it appends what its tools answer.</summary>
internal sealed class TurnJournalAppender : IAppender
{
    private readonly CountingFileSystem _disk;
    private readonly TurnJournal _journal;
    private readonly SessionId[] _sessions;
    private readonly TurnEvent[] _events;

    private TurnJournalAppender(CountingFileSystem disk, TurnJournal journal, int writers)
    {
        (_disk, _journal) = (disk, journal);
        _sessions = [.. Enumerable.Range(0, writers).Select(writer => SessionId.Parse($"writer-{writer:D4}"))];
        _events = new TurnEvent[writers];
    }

    public long? Flushes => _disk.ShardFlushes;

    /// <summary>Gets the bytes of one line, as they stand in the journal.</summary>
    public int LineBytes { get; private set; }

    /// <summary>Opens a journal in a directory, begins the turns, and makes the events so large that a line has the
    /// size that is wanted.</summary>
    public static async Task<TurnJournalAppender> OpenAsync(string directory, int writers, int lineBytes)
    {
        var disk = new CountingFileSystem();
        var journal = await TurnJournal.OpenAsync(directory, environment: new() { FileSystem = disk });
        var appender = new TurnJournalAppender(disk, journal, writers);
        await appender.BeginTurnsAsync();
        await appender.UseTextOfAsync(bytes: 1);
        await appender.UseTextOfAsync(Math.Max(1, 1 + lineBytes - appender.LineBytes));
        return appender;
    }

    // The pool of builders keeps what this loop leaves to the garbage collector out of what the journal does.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask AppendAsync(int writer) => await _journal.AppendAsync(_sessions[writer], _events[writer]);

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task BeginTurnsAsync()
    {
        for (var writer = 0; writer < _sessions.Length; writer++)
        {
            var submitted = await _journal.AppendAsync(
                _sessions[writer], new(TurnEventNames.Submitted) { Role = "user", Content = "Find a ryokan" });
            _events[writer] = new("tool_result") { TurnId = submitted.TurnId, Role = "tool" };
        }
    }

    private async Task UseTextOfAsync(int bytes)
    {
        var text = SampleText.OfBytes(bytes);
        for (var writer = 0; writer < _events.Length; writer++)
            _events[writer] = _events[writer] with { Content = text };

        var before = _disk.Written.Records;
        await AppendAsync(writer: 0);
        LineBytes = (int)(_disk.Written.Records - before);
    }
}
