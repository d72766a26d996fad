using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.StateDb;

/// <summary>Sessions as a state database has them, whole.</summary>
internal static class StateDbContent
{
    /// <summary>Reads sessions that have messages. Two questions, however many there are; in memory are their rows and one of them.</summary>
    /// <exception cref="StateDbUnavailableException">The database cannot be read.</exception>
    public static async IAsyncEnumerable<SessionContent> ReadAsync(IStateDb stateDb, IReadOnlyCollection<SessionId> sessions)
    {
        var rows = new Dictionary<SessionId, StateDbSession>();
        await foreach (var row in stateDb.ReadSessionsAsync(sessions).ConfigureAwait(false))
        {
            if (SessionId.TryParse(row.Id, out var id)) rows.TryAdd(id, row);
        }

        await foreach (var conversation in Conversation.GatherAsync(stateDb.ReadMessagesAsync([.. rows.Keys]), DocumentReader.DefaultMaxBytes).ConfigureAwait(false))
        {
            if (conversation.IsTooLarge) continue;

            yield return new(StateDbDocument.HeadOf(conversation.Id, rows[conversation.Id], conversation.Messages), conversation.Messages);
        }
    }
}
