using SessionPersistence.Catalog;

namespace SessionPersistence.StateDb;

/// <summary>Sessions as a state database has them, whole.</summary>
internal static class StateDbContent
{
    /// <summary>Reads sessions that have messages. Two questions, however many there are; in memory are their rows and
    /// one of them.</summary>
    /// <param name="stateDb">The database.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="maxBytes">The most that a document may hold.</param>
    /// <returns>The sessions that are there, each with a way to its content, which throws an <see cref="IOException"/>
    /// when that is too large.</returns>
    /// <exception cref="StateDbUnavailableException">The database cannot be read.</exception>
    public static async IAsyncEnumerable<(SessionId Id, Func<SessionContent> Content)> ReadAsync(
        IStateDb stateDb, IReadOnlyCollection<SessionId> sessions, long maxBytes)
    {
        var rows = new Dictionary<SessionId, StateDbSession>();
        await foreach (var row in stateDb.ReadSessionsAsync(sessions).ConfigureAwait(false))
        {
            if (SessionId.TryParse(row.Id, out var id)) rows.TryAdd(id, row);
        }

        await foreach (var conversation in Conversation.GatherAsync(stateDb.ReadMessagesAsync([.. rows.Keys]), maxBytes)
            .ConfigureAwait(false))
        {
            yield return (conversation.Id, () => ContentOf(conversation, rows[conversation.Id]));
        }
    }

    private static SessionContent ContentOf(Conversation conversation, StateDbSession row)
    {
        conversation.ThrowIfTooLarge();
        return new(StateDbDocument.HeadOf(conversation.Id, row, conversation.Messages), conversation.Messages);
    }
}
