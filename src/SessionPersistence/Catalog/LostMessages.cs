using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>Tells of messages that another program took out of a document, and that nothing has any more.</summary>
internal static class LostMessages
{
    /// <summary>Puts them into the health of the store and into the log, if there are any.</summary>
    /// <param name="store">The store.</param>
    /// <param name="known">What the session was.</param>
    /// <param name="left">How many messages it has now.</param>
    public static void Tell(StoreContext store, SessionHead known, int left)
    {
        if (left >= known.MessageCount) return;

        var name = StoreContext.DocumentName(known.Id);
        var lost = Counted.Of(known.MessageCount - left, "message");
        Log.MessagesLost(store.Logger, name, lost);
        store.Issues.Report(new(StoreIssueKinds.MessagesLost, StoreStatus.Degraded,
            $"Another program took {lost} out of {name}, and neither the journal nor a backup has them.")
        { SessionId = known.Id });
    }
}
