using SessionPersistence.Documents;

namespace SessionPersistence.Stores;

/// <summary>Makes the messages that end an interrupted turn; for stores.</summary>
/// <remarks>Never a made-up answer: what was said is kept, what is missing is marked, and the transcript stays valid
/// for a provider.</remarks>
public static class TurnInterruption
{
    /// <summary>Makes the messages, in this order: an answer to each tool call that has none, the partial text, the
    /// marker.</summary>
    /// <param name="turnId">The turn.</param>
    /// <param name="turnMessages">The messages that the turn has so far.</param>
    /// <param name="partialText">The text of the unfinished answer; may be empty.</param>
    /// <param name="reason">Why the turn ended.</param>
    /// <returns>
    /// Tool answers carry <c>_interrupted</c>; the partial message is the assistant's and carries <c>_partial</c>; the
    /// marker is the assistant's and carries <c>_error</c> (a model is not sent it; the tool answers it must be sent),
    /// <c>type: "interrupted"</c> and <c>interruption_reason</c>. All carry <c>turn_id</c>.
    /// </returns>
    public static IReadOnlyList<SessionMessage> CreateMessages(
        TurnId turnId,
        IReadOnlyList<SessionMessage> turnMessages,
        string partialText,
        string reason)
    {
        if (turnId == default) throw new ArgumentException("default(TurnId) names no turn.", nameof(turnId));
        ArgumentNullException.ThrowIfNull(turnMessages);
        ArgumentNullException.ThrowIfNull(partialText);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);

        var messages = new List<SessionMessage>();
        var calls = ToolCalls.WithoutAnswer(turnMessages).Select(call => call.Id);
        foreach (var id in calls.Distinct(StringComparer.Ordinal))
            messages.Add(ToolCalls.Closing(id, "No result: the turn was interrupted.", turnId));

        if (partialText.Length > 0)
        {
            messages.Add(Message("assistant", partialText, turnId, ("_partial", "true")));
        }

        messages.Add(Message(
            "assistant",
            "**Response interrupted.** The answer to the message above was not completed.",
            turnId,
            ("_error", "true"),
            ("type", "\"interrupted\""),
            ("interruption_reason", JsonText.Quote(reason))));
        return messages;
    }

    private static SessionMessage Message(
        string role,
        string text,
        TurnId turnId,
        params ReadOnlySpan<(string Name, string RawValue)> members) =>
        SessionMessage.Create(role, text, [("turn_id", JsonText.Quote(turnId.Value)), .. members]);
}
