using SessionPersistence;

namespace ChatServer;

/// <summary>Sessions: made, listed, shown, retitled, forked and deleted.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var sessions = app.MapGroup("/sessions");
        sessions.MapPost("/", async (Titled body, ISessionStore store) =>
        {
            var session = await store.CreateAsync(new() { Title = body.Title });
            return TypedResults.Created($"/sessions/{session.Id}", session);
        });
        sessions.MapGet("/", (ISessionStore store, string? after, int limit = 50) =>
            store.ListAsync(new() { ContinuationToken = after, Limit = Math.Clamp(limit, 1, 200), HideEmpty = true }));
        sessions.MapGet("/{id}", async Task<IResult> (SessionId id, ISessionStore store, int last = 100) =>
            await store.LoadAsync(id, MessageRange.Last(Math.Max(0, last))) is { } session
                ? TypedResults.Ok(session)
                : TypedResults.NotFound());
        sessions.MapPut("/{id}/title", (SessionId id, Titled body, ISessionStore store) =>
            store.UpdateMetadataAsync(id, metadata => metadata with { Title = body.Title }));
        sessions.MapPost("/{id}/forks", async (SessionId id, int at, ISessionStore store) =>
        {
            var fork = await store.ForkAsync(id, at);
            return TypedResults.Created($"/sessions/{fork.Id}", fork);
        });
        sessions.MapDelete("/{id}", async Task<IResult> (SessionId id, ISessionStore store) =>
            await store.DeleteAsync(id, new() { Reason = "the user deleted it", KeepFor = TimeSpan.FromDays(30) })
                ? TypedResults.NoContent()
                : TypedResults.NotFound());

        // Takes back the last exchange. Whoever saw another revision is told so, instead of taking back somebody
        // else's.
        sessions.MapPost("/{id}/undo", async Task<IResult> (SessionId id, long revision, ISessionStore store) =>
        {
            var messages =
                (await store.LoadAsync(id) ?? throw new SessionNotFoundException(id, wasDeleted: false)).Messages;
            if (!messages.Any(message => message.Role == "user")) return TypedResults.Conflict();

            var kept = messages.Reverse().SkipWhile(message => message.Role != "user").Skip(1).Reverse().ToList();
            return TypedResults.Ok(await store.RewriteAsync(id, kept, RewriteReason.Undo, revision));
        });
    }

    internal sealed record Titled(string Title);
}
