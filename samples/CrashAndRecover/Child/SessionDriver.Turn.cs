using CrashAndRecover.Pipe;
using SessionPersistence;

namespace CrashAndRecover.Child;

internal sealed partial class SessionDriver
{
    private async Task BeginAsync()
    {
        IReadOnlyList<SessionMessage> input = [maker.Say("user")];
        var turnId = TurnId.Parse($"turn-{maker.NextText()}");
        Turn? begun = null;
        var call = Sent(Verb.Begin, input) with { Turn = turnId.Value };
        await reporter.CallAsync(call, async () =>
        {
            begun = await store.BeginTurnAsync(id, input, new() { TurnId = turnId, StreamId = "stream" });
            return (await store.LoadMetadataAsync(id))!.Revision;
        });
        _turn = begun ?? _turn;
    }

    private Task ReportText(Turn turn)
    {
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var text = maker.NextText() + " ";
            reporter.Tell(InTurn(Verb.Partial, turn) with { Text = text });
            turn.ReportText(text);
        }

        return Task.CompletedTask;
    }

    private async Task StepInTurnAsync(Turn turn)
    {
        var answered = _openCall;
        _openCall = random.Next(3) > 0 ? $"call-{maker.NextText()}" : null;
        List<SessionMessage> step = answered is null ? [] : [maker.AnswerTool(answered)];
        step.Add(_openCall is null ? maker.Say("assistant") : maker.AskTool(_openCall));
        await reporter.CallAsync(
            InTurn(Verb.Step, turn, step), async () => (await turn.AppendAsync(step)).Revision);
    }

    private async Task CompleteAsync(Turn turn)
    {
        List<SessionMessage> answer = _openCall is null ? [] : [maker.AnswerTool(_openCall)];
        answer.Add(maker.Say("assistant"));
        await reporter.CallAsync(
            InTurn(Verb.Complete, turn, answer), async () => (await turn.CompleteAsync(answer)).Revision);
        Leave();
    }

    private async Task InterruptAsync(Turn turn)
    {
        var dispose = random.Next(2) == 0;
        var call = InTurn(Verb.Interrupt, turn) with { Text = dispose ? "abandoned" : "cancelled" };
        await reporter.CallAsync(call, async () =>
        {
            if (!dispose) return (await turn.InterruptAsync("cancelled")).Revision;
            await turn.DisposeAsync();
            return (await store.LoadMetadataAsync(id))!.Revision;
        });
        Leave();
    }

    private async Task LateCompleteAsync(Turn turn)
    {
        if (random.Next(2) == 0) await CreateAsync();
        IReadOnlyList<SessionMessage> answer = [maker.Say("assistant")];
        await reporter.CallAsync(
            InTurn(Verb.LateComplete, turn, answer), async () => (await turn.CompleteAsync(answer)).Revision);
        Leave();
    }

    private void Leave() => (_turn, _openCall) = (null, null);

    private Report InTurn(Verb verb, Turn turn, IReadOnlyList<SessionMessage>? messages = null) =>
        Sent(verb, messages) with { Turn = turn.Id.Value };
}
