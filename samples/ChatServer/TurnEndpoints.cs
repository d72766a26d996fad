using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using SessionPersistence;

namespace ChatServer;

/// <summary>Turns: a question is durable before the model runs, and its answer when the client has read the last
/// piece.</summary>
internal static class TurnEndpoints
{
    public static void MapTurns(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sessions/{id}/turns", RunAsync);
        app.MapPost("/sessions/{id}/stop", StopAsync);
        app.MapGet("/turns", (ISessionStore store) => store.ListOpenTurnsAsync());
    }

    private static async Task RunAsync(
        SessionId id, Question question, HttpContext http, ISessionStore store, IChatModel model)
    {
        if (string.IsNullOrWhiteSpace(question.Text)) throw new BadHttpRequestException("There is no question.");

        // A client that asks again, because it never saw an answer, gives the same turn id: no second turn begins.
        await using var turn = await store.BeginTurnAsync(
            id, [SessionMessage.User(question.Text)], new() { TurnId = question.TurnId });
        if (turn.Outcome is not null)
        {
            await http.Response.WriteAsJsonAsync(await AnswerOfAsync(turn, store), http.RequestAborted);
            return;
        }

        // When the client goes away, the turn is disposed of: it ends interrupted, with the text until then.
        http.Response.ContentType = "text/event-stream";
        await http.Response.Body.FlushAsync(http.RequestAborted);   // the question is safe
        await SseFormatter.WriteAsync(
            AnswerAsync(turn, store, model, http.RequestAborted), http.Response.Body, http.RequestAborted);
    }

    private static async IAsyncEnumerable<SseItem<string>> AnswerAsync(
        Turn turn,
        ISessionStore store,
        IChatModel model,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = await store.LoadAsync(turn.SessionId, cancellationToken: cancellationToken)
            ?? throw new SessionNotFoundException(turn.SessionId, wasDeleted: true);
        var answer = new StringBuilder();
        await foreach (var piece in model.AnswerAsync(session.Messages, cancellationToken))
        {
            if (!TryReport(turn, piece)) break;

            answer.Append(piece);
            yield return new(piece);
        }

        yield return new("", await TryCompleteAsync(turn, answer.ToString().TrimEnd()) ? "saved" : "stopped");
    }

    // Somebody may have pressed stop since the last piece.
    private static bool TryReport(Turn turn, string piece)
    {
        if (turn.Outcome is null) turn.ReportText(piece);
        return turn.Outcome is null;
    }

    // Also for a client that has gone: the answer is there, and is kept, unless the turn was stopped or its session
    // deleted.
    private static async Task<bool> TryCompleteAsync(Turn turn, string answer)
    {
        try
        {
            await turn.CompleteAsync([SessionMessage.Assistant(answer)], CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is TurnEndedException or SessionNotFoundException)
        {
            return false;
        }
    }

    private static async Task<IEnumerable<SessionMessage>> AnswerOfAsync(Turn turn, ISessionStore store)
    {
        var session = await store.LoadAsync(turn.SessionId);
        return session?.Messages.Where(message => message.TurnId == turn.Id.Value && message.Role != "user") ?? [];
    }

    // From any request: the handle does not own the turn.
    private static async Task<IResult> StopAsync(SessionId id, ISessionStore store)
    {
        if (await store.FindOpenTurnAsync(id) is not { } turn) return TypedResults.NotFound();

        await turn.InterruptAsync("stopped by the user");
        return TypedResults.NoContent();
    }

    internal sealed record Question(string Text, TurnId? TurnId = null);
}
