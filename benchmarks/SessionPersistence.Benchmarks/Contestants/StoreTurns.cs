namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Ours: takes turns in sessions of a store, the way a host does.</summary>
internal static class StoreTurns
{
    /// <summary>Begins a turn with what the user said, and completes it with an answer; both are durable when it
    /// returns.</summary>
    public static async Task TakeTurnAsync(this FileSessionStore store, SessionId session, string text)
    {
        await using var turn = await store.BeginTurnAsync(session, [SessionMessage.User(text)]);
        await turn.CompleteAsync([SessionMessage.Assistant(text)]);
    }

    /// <summary>Makes a session that has messages already.</summary>
    public static async Task<SessionId> CreateSessionAsync(this FileSessionStore store, int messages, string text)
    {
        var said = Enumerable.Range(0, messages)
            .Select(i => i % 2 == 0 ? SessionMessage.User(text) : SessionMessage.Assistant(text));
        var session = await store.CreateAsync(new() { Title = "Kyoto", Messages = [.. said] });
        return session.Id;
    }
}
