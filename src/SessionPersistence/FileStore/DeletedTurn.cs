using SessionPersistence.Catalog;
using SessionPersistence.Journal;
using SessionPersistence.Stores;

namespace SessionPersistence.FileStore;

/// <summary>Ends the open turn of a session that was deleted: nobody works on it when the session comes back.</summary>
internal static class DeletedTurn
{
    /// <summary>Ends a turn in what is kept of its session.</summary>
    /// <param name="content">The session; changed in place.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="partial">The text of its unfinished answer.</param>
    /// <param name="now">When it ends.</param>
    public static void End(SessionContent content, TurnId turnId, IReadOnlyList<SessionMessage> messages,
        string partial, DateTimeOffset now)
    {
        var reason = InterruptionReasons.SessionDeleted;
        var ending = TurnWriter.WithIds(TurnInterruption.CreateMessages(turnId, messages, partial, reason), turnId);
        content.Apply(new(JournalEvent.Interrupted, content.Head!.Id, content.Head.Life!)
        {
            Revision = content.Head.Revision + 1,
            After = content.Head.Revision,
            Body = new JournalBodyBuilder(now).Turn(turnId).Messages(ending.Select(m => m.Utf8Json)).Build(),
        });
    }
}
