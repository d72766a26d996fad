using CrashAndRecover.Pipe;
using SessionPersistence;

namespace CrashAndRecover.Child;

/// <summary>Drives one session: one call at a time, chosen by chance, each reported before and after.</summary>
internal sealed partial class SessionDriver(
    FileSessionStore store,
    Reporter reporter,
    MessageMaker maker,
    Random random,
    SessionId id)
{
    private bool _exists;
    private Turn? _turn;
    private string? _openCall;

    public static SessionId IdOf(int session) => SessionId.Parse($"session-{session:00}");

    public async Task FindAsync() => _exists = await store.LoadMetadataAsync(id) is not null;

    public Task StepAsync() => (_exists, _turn) switch
    {
        (false, _) => CreateAsync(),
        (true, null) => ActAsync(),
        (true, { } turn) => GoOnAsync(turn),
    };

    // Deletions are rare: each takes all turns of its session away, and what is there at the end is what convinces.
    private Task ActAsync() => random.Next(500) switch
    {
        < 335 => BeginAsync(),
        < 375 => AppendAsync(),
        < 395 => AppendTwiceAsync(),
        < 445 => RewriteAsync(),
        < 470 => RetitleAsync(),
        < 473 => DeleteAsync(),
        < 478 => CreateAsync(),
        _ => CheckpointAsync(),
    };

    private Task GoOnAsync(Turn turn) => random.Next(500) switch
    {
        < 175 => ReportText(turn),
        < 300 => StepInTurnAsync(turn),
        < 410 => CompleteAsync(turn),
        < 440 => InterruptAsync(turn),
        < 450 => RetitleAsync(),
        < 460 => AppendAsync(),
        < 470 => RewriteAsync(),
        < 475 => BeginAsync(),
        < 476 => DeleteAsync(),
        _ => CheckpointAsync(),
    };

    private async Task CreateAsync()
    {
        IReadOnlyList<SessionMessage> messages = random.Next(2) == 0 ? [] : [maker.Say("system"), maker.Say("user")];
        var replace = random.Next(2) == 0;
        var start = new NewSession { Id = id, Title = maker.NextText(), Messages = messages, ReplaceDeleted = replace };
        var call = Sent(Verb.Create, messages) with { Text = start.Title, ReplaceDeleted = replace };
        if (await reporter.CallAsync(call, async () => (await store.CreateAsync(start)).Revision)) _exists = true;
    }

    private async Task AppendAsync()
    {
        IReadOnlyList<SessionMessage> messages = [maker.Say("user"), maker.Say("assistant")];
        await reporter.CallAsync(
            Sent(Verb.Append, messages), async () => (await store.AppendAsync(id, messages)).Revision);
    }

    private async Task AppendTwiceAsync()
    {
        IReadOnlyList<SessionMessage> messages = [maker.SayWithId("user"), maker.SayWithId("assistant")];
        await reporter.CallAsync(Sent(Verb.Append, messages), WriteAsync);
        await reporter.CallAsync(Sent(Verb.Replay, messages), WriteAsync);

        async Task<long> WriteAsync() => (await store.AppendAsync(id, messages)).Revision;
    }

    private async Task RetitleAsync()
    {
        var title = maker.NextText();
        await reporter.CallAsync(
            Sent(Verb.Retitle) with { Text = title },
            async () => (await store.UpdateMetadataAsync(id, m => m with { Title = title })).Revision);
    }

    private async Task CheckpointAsync()
    {
        reporter.Tell(Sent(Verb.Checkpoint));
        await store.CheckpointAsync(random.Next(4) == 0 ? null : id);
    }

    private async Task DeleteAsync()
    {
        if (!await reporter.CallAsync(Sent(Verb.Delete), DeleteCallAsync)) return;

        _exists = false;
        if (_turn is { } late) await LateCompleteAsync(late);
        if (random.Next(2) == 0) await AppendAsync();
    }

    private async Task<long> DeleteCallAsync() =>
        await store.DeleteAsync(id) ? 0 : throw new InvalidOperationException($"Session {id} was not there to delete.");

    private Report Sent(Verb verb, IReadOnlyList<SessionMessage>? messages = null) =>
        new(ReportKind.Sent, verb, id.Value,
            Messages: messages is [_, ..] ? [.. messages.Select(m => m.ToString())] : null);
}
