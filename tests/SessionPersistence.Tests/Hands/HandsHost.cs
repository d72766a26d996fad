using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Crash;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hands;

/// <summary>A host whose directory is touched: it does one thing after another, notes what it is told, and goes on
/// whatever the store says.</summary>
/// <remarks>One thread, time that stands still. See <see cref="CrashHost"/>.</remarks>
internal sealed class HandsHost(OutsideRun run, CheckMeters meters, string owner = "")
{
    public const string Root = "/store";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, int> _said = [];
    private readonly Dictionary<string, Turn> _turns = [];
    private readonly Dictionary<string, string> _beside = [];
    private SteppedTime _time = new();

    /// <summary>Gets or sets the size beyond which a shard ends.</summary>
    public long MaxShardBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets what is made around the store.</summary>
    public Func<FileSessionStore, ISessionStore> Wrap { get; set; } = store => store;

    public FileSessionStore Store { get; private set; } = null!;

    private ISessionStore Verbs => Wrap(Store);

    public static FileSessionStore NewStore(
        CrashFileSystem disk, SteppedTime time, CheckMeters meters, long maxShardBytes = 16 * 1024 * 1024) =>
        new(
            new() { Directory = Root, LockTimeout = TimeSpan.Zero, MaxShardBytes = maxShardBytes },
            new() { FileSystem = disk, TimeProvider = time, MeterFactory = meters });

    public async Task OpenAsync()
    {
        _time = new();
        _time.SetClockBack(-run.Clock);
        run.ClockShifted += by => _time.SetClockBack(-by);
        Store = NewStore(run.FileSystem, _time, meters, MaxShardBytes);
        await TryAsync(async () => Tell(await Store.OpenAsync()));
        await run.StepAsync("open");
    }

    public Task CreateAsync(string id, int messages) => CreateAsync(id, messages, replaceDeleted: false);

    public Task RecreateAsync(string id, int messages) => CreateAsync(id, messages, replaceDeleted: true);

    public Task AppendAsync(string id, int messages = 1) =>
        SayAsync($"append {id}", id, messages, said => Verbs.AppendAsync(Id(id), said));

    /// <summary>Begins a turn.</summary>
    public Task BeginAsync(string id) => SayAsync($"begin {id}", id, 1, async said =>
        _turns[id] = await Verbs.BeginTurnAsync(Id(id), said));

    public Task CompleteAsync(string id) => SayAsync($"complete {id}", id, 1, async said =>
    {
        if (_turns.Remove(id, out var turn)) await turn.CompleteAsync(said);
        else throw new TurnEndedException(Id(id), TurnId.Parse("none"), TurnOutcome.Interrupted);
    });

    /// <summary>Keeps the first messages.</summary>
    public async Task RewriteAsync(string id, int kept, int added)
    {
        var texts = NextMarks(id, added);
        await TryAsync(async () =>
        {
            var session = await Verbs.LoadAsync(Id(id)) ?? throw new SessionNotFoundException(Id(id), false);
            run.Send(new Taken(id, MarksOf(session.Messages.Skip(kept))));
            run.Send(new Said(id, texts));
            await Verbs.RewriteAsync(
                Id(id), [.. session.Messages.Take(kept), .. texts.Select(SessionMessage.User)], RewriteReason.Edit,
                session.Revision);
            Acknowledge(id, texts);
        });
        await run.StepAsync($"rewrite {id}");
    }

    public async Task RenameAsync(string id)
    {
        await TryAsync(() => Verbs.UpdateMetadataAsync(Id(id), m => m with { Title = $"new title of {id}" }));
        await run.StepAsync($"rename {id}");
    }

    public async Task DeleteAsync(string id)
    {
        await TryAsync(async () =>
        {
            var session = await Verbs.LoadAsync(Id(id));
            run.Send(new Taken(id, session is null ? [] : MarksOf(session.Messages), IsDeletion: true));
            if (await Verbs.DeleteAsync(Id(id))) run.Acknowledge(new Gone(id));
        });
        await run.StepAsync($"delete {id}");
    }

    public async Task CheckpointAsync()
    {
        await TryAsync(() => Store.CheckpointAsync());
        await run.StepAsync("checkpoint");
    }

    /// <summary>Lets the store do all that it does behind its callers' backs.</summary>
    public async Task IdleAsync()
    {
        _time.Advance(LongEnough);
        await run.StepAsync("idle");
    }

    public async Task CloseAsync()
    {
        TellHealth();
        await Store.DisposeAsync();
        _turns.Clear();
        await run.StepAsync("close");
    }

    public async Task KillAsync()
    {
        TellHealth();
        run.FileSystem.KillProcess();
        _turns.Clear();
        await run.StepAsync("kill");
    }

    /// <summary>What another owner of the same store does: a message to each session, a session of its own.</summary>
    public static async Task UseElsewhereAsync(OutsideRun run)
    {
        using var meters = new CheckMeters();
        var host = new HandsHost(run, meters, "-");
        await host.OpenAsync();
        IReadOnlyList<string> ids = [];
        await host.TryAsync(async () =>
            ids = [.. (await host.Store.ListAsync(new() { Limit = 100 })).Items.Select(item => item.Id.Value)]);
        foreach (var id in ids)
        {
            await host.LookAtAsync(id);
            await host.AppendAsync(id);
        }

        await host.CreateAsync("other", 1);
        await host.CloseAsync();
    }

    private static SessionId Id(string id) => SessionId.Parse(id);

    private static IReadOnlyList<string> MarksOf(IEnumerable<SessionMessage> messages) =>
        [.. messages.SelectMany(message => Marks.In(message.Text))];

    private async Task CreateAsync(string id, int messages, bool replaceDeleted) =>
        await SayAsync($"create {id}", id, messages, said => Verbs.CreateAsync(
            new() { Id = Id(id), Title = "t-" + id, Messages = said, ReplaceDeleted = replaceDeleted }));

    private async Task SayAsync(string step, string id, int messages, Func<IReadOnlyList<SessionMessage>, Task> call)
    {
        var marks = NextMarks(id, messages);
        run.Send(new Said(id, marks));
        await TryAsync(async () =>
        {
            await call([.. marks.Select(SessionMessage.User)]);
            Acknowledge(id, marks);
        });
        await run.StepAsync(step);
    }

    private List<string> NextMarks(string id, int count)
    {
        var first = _said.GetValueOrDefault(id) + 1;
        _said[id] = first + count - 1;
        return [.. Enumerable.Range(first, count).Select(number => Marks.Of($"{id}{owner}", number))];
    }

    // An acknowledgement means that the record stands in the file under its name at that moment.
    private void Acknowledge(string id, IReadOnlyList<string> marks)
    {
        run.Acknowledge(new Said(id, marks, _beside.GetValueOrDefault(id)));
        var readable = Marks.ReadableIn(run.ReadFiles());
        foreach (var mark in marks.Where(mark => !readable.Contains(mark) && !IsJournalALink()))
            run.Report($"L12: {mark} was acknowledged and stands in no file");
    }

    // Under its name, but outside of the directory.
    private bool IsJournalALink() =>
        run.FileSystem.FindEntry($"{Root}/_journal") is { Kind: FileSystemEntryKind.Other };

    private Task LookAtAsync(string id) => TryAsync(async () =>
    {
        if (await Store.LoadAsync(Id(id)) is { } session && MarksOf(session.Messages) is [var first, ..])
            _beside[id] = first;
    });

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (run.IsTouched && e is SessionPersistenceException or ObjectDisposedException)
        {
            // The caller was told; what that means is for the check to judge.
        }
    }

    /// <summary>Notes what the host is told of the health of its store.</summary>
    public void TellHealth()
    {
        foreach (var issue in Store.Health.Issues) run.Acknowledge(new Told(HandsLook.TextOf(issue)));
    }

    private void Tell(RecoveryReport report)
    {
        foreach (var finding in report.Findings.Where(Findings.Tells))
            run.Acknowledge(new Told(Findings.TextOf(finding)));
    }
}
