using System.Globalization;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>A host with a standalone journal, whose every step is part of the trace. See
/// <see cref="CrashHost"/>.</summary>
internal sealed class TurnJournalHost(CrashRun run, long maxShardBytes)
{
    public const string Root = "/journal";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(1);
    private readonly List<(EventDeed Deed, long Revision)> _buffered = [];
    private readonly Dictionary<string, long> _newest = [];
    private readonly Dictionary<(string Session, string Turn), EventDeed> _byVerb = [];
    private int _deeds;

    /// <summary>Gets or sets whether errors of the disk are expected.</summary>
    public bool DiskMayFail { get; set; }

    public CrashFileSystem Disk => run.FileSystem;

    public SteppedTime Time { get; private set; } = new();

    public TurnJournal? Journal { get; private set; }

    public static Task<TurnJournal> OpenAsync(CrashFileSystem disk, TimeProvider time, long maxShardBytes = 1 << 20) =>
        TurnJournal.OpenAsync(
            Root,
            new() { MaxShardBytes = maxShardBytes, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = time });

    /// <summary>Takes over a journal that was opened before the scenario.</summary>
    public void Attach(TurnJournal journal, SteppedTime time) => (Journal, Time) = (journal, time);

    public async Task OpenAsync()
    {
        Time = new();
        await TryAsync(null, async () =>
        {
            Journal = await OpenAsync(Disk, Time, maxShardBytes);
            return 0;
        });
    }

    public Task SubmitAsync(string session, string turn) => AppendAsync(session, turn, TurnEventNames.Submitted);

    public Task CompleteAsync(string session, string turn) => AppendAsync(session, turn, TurnEventNames.Completed);

    /// <summary>Begins and ends a turn.</summary>
    public async Task DoTurnAsync(string session, string turn)
    {
        await SubmitAsync(session, turn);
        await CompleteAsync(session, turn);
    }

    public Task AppendAsync(string session, string turn, string name) =>
        SendAsync(new(++_deeds, session, turn, name), deed => DoAsync(deed, Durability.FlushedToDisk));

    /// <summary>Submits, completes or interrupts a turn by the verb of that name.</summary>
    public Task ByVerbAsync(string session, string turn, string name) =>
        SendAsync(_byVerb[(session, turn)] = new(++_deeds, session, turn, name), DoByVerbAsync);

    /// <summary>Says once more what was said last by a verb: the answer is the first record.</summary>
    public async Task RepeatAsync(string session, string turn) =>
        Assert.Equal(_newest[session], await DoByVerbAsync(_byVerb[(session, turn)]));

    /// <summary>Says what must be refused: were it ever read, nobody sent it.</summary>
    public Task RefusedAsync<TException>(string session, string turn, string name)
        where TException : SessionPersistenceException =>
        Assert.ThrowsAsync<TException>(() => DoAsync(new(-1, session, turn, name), Durability.FlushedToDisk));

    public async Task BufferAsync(string session, string turn, string name)
    {
        var deed = new EventDeed(++_deeds, session, turn, name);
        run.Send(deed);
        await TryAsync(null, async () =>
        {
            _buffered.Add((deed, await DoAsync(deed, Durability.Buffered)));
            return 0;
        });
    }

    /// <summary>Says that the host's document holds all that was acknowledged of a session.</summary>
    public Task CoverAsync(string session)
    {
        if (!_newest.TryGetValue(session, out var revision)) return Task.CompletedTask;

        run.Send(new CoverDeed(session, revision));
        return TryAsync(null, async () =>
        {
            await Current.CoverAsync(SessionId.Parse(session), revision);
            return 0;
        });
    }

    /// <summary>Lets the journal flush what it has buffered.</summary>
    public void Idle()
    {
        Time.Advance(LongEnough);
        AcknowledgeBuffered();
    }

    public async Task CloseAsync()
    {
        await Current.DisposeAsync();
        AcknowledgeBuffered();
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Removes the files of the journal, as somebody does who tidies up.</summary>
    public void DeleteShards()
    {
        foreach (var shard in Disk.ListDirectory(Root).Select(entry => entry.Name).Order().ToList())
        {
            if (shard.EndsWith(".jsonl", StringComparison.Ordinal)) Disk.DeleteFile($"{Root}/{shard}");
        }
    }

    /// <summary>The process dies, and the next one opens the journal.</summary>
    public async Task KillAndReopenAsync()
    {
        Disk.KillProcess();
        _buffered.Clear();
        await OpenAsync();
    }

    public void SkipToHere() => run.SkipToHere();

    private TurnJournal Current => Journal ?? throw new ObjectDisposedException(nameof(TurnJournal));

    private void AcknowledgeBuffered()
    {
        foreach (var (deed, revision) in _buffered.Where(_ => !DiskMayFail)) run.Acknowledge(
            new EventEnd(deed.Number, true, revision));
        _buffered.Clear();
    }

    private Task SendAsync(EventDeed deed, Func<EventDeed, Task<long>> call)
    {
        run.Send(deed);
        return TryAsync(deed, async () => _newest[deed.Session] = await call(deed));
    }

    private async Task<long> DoByVerbAsync(EventDeed deed)
    {
        var (session, turn) = (SessionId.Parse(deed.Session), TurnId.Parse(deed.Turn));
        var number = deed.Number.ToString(CultureInfo.InvariantCulture);
        var record = await (deed.Name switch
        {
            TurnEventNames.Submitted => Current.SubmitAsync(session, number, new() { TurnId = turn }),
            TurnEventNames.Completed => Current.CompleteAsync(session, turn),
            _ => Current.InterruptAsync(session, turn, number),
        });
        return record.Revision;
    }

    private async Task<long> DoAsync(EventDeed deed, Durability durability)
    {
        var said = new TurnEvent(deed.Name) { TurnId = TurnId.Parse(deed.Turn),
            Content = deed.Number.ToString(CultureInfo.InvariantCulture) };
        return (await Current.AppendAsync(SessionId.Parse(deed.Session), said, durability)).Revision;
    }

    private async Task TryAsync(EventDeed? deed, Func<Task<long>> call)
    {
        try
        {
            var revision = await call();
            if (deed is not null) run.Acknowledge(new EventEnd(deed.Number, true, revision));
        }
        catch (Exception e) when (e is SessionPersistenceException or ObjectDisposedException)
        {
            if (!DiskMayFail) throw;
            if (deed is not null && e is not SessionWriteException { Outcome: WriteOutcome.Unknown })
                run.Acknowledge(new EventEnd(deed.Number, false, 0));
        }
    }
}
