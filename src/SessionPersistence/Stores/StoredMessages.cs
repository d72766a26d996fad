using SessionPersistence.Documents;

namespace SessionPersistence.Stores;

/// <summary>What every store does with the messages that it is given; for stores.</summary>
public static class StoredMessages
{
    /// <summary>Whether a message that is given under a known id says what the stored one does: then it is a
    /// repeat.</summary>
    /// <param name="stored">The message that the session has.</param>
    /// <param name="given">The message that a caller gives.</param>
    /// <returns>Whether both have the same tokens in the same order of members, apart from their top-level
    /// <c>message_id</c>, <c>turn_id</c>, <c>timestamp</c> and <c>_ts</c>.</returns>
    public static bool SaysSame(SessionMessage stored, SessionMessage given)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(given);

        return SpokenMessage.IsSame(stored.Utf8Json.Span, given.Utf8Json.Span);
    }
}
