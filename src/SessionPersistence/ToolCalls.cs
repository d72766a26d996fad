using SessionPersistence.Documents;

namespace SessionPersistence;

/// <summary>Finds the tool calls that a transcript leaves open, and closes them.</summary>
internal static class ToolCalls
{
    /// <summary>Returns the calls that have no answer, each with the place of the message that asks for it.</summary>
    public static IReadOnlyList<(int Place, string Id)> WithoutAnswer(IReadOnlyList<SessionMessage> messages)
    {
        var waiting = new List<(int Place, string Id)>();
        for (var i = 0; i < messages.Count; i++)
        {
            // Some models number the calls of every message anew: an answer is to the call before it.
            if (messages[i].ToolCallId is { } answered)
            {
                var first = waiting.FindIndex(call => call.Id == answered);
                if (first >= 0) waiting.RemoveAt(first);
            }

            waiting.AddRange(messages[i].ToolCalls.Select(call => (i, call)));
        }

        return waiting;
    }

    /// <summary>Makes the answer that closes a call.</summary>
    /// <param name="id">The call.</param>
    /// <param name="text">Why there is no result.</param>
    /// <param name="turnId">The turn that the answer belongs to, if any.</param>
    public static SessionMessage Closing(string id, string text, TurnId? turnId = null)
    {
        (string, string)[] ofTurn = turnId is { } turn ? [("turn_id", JsonText.Quote(turn.Value))] : [];
        return SessionMessage.Create(
            "tool", text, [.. ofTurn, ("tool_call_id", JsonText.Quote(id)), ("_interrupted", "true")]);
    }

    /// <summary>Returns a transcript in which every call has an answer: behind the answers that its message has
    /// got.</summary>
    public static IReadOnlyList<SessionMessage> Close(IReadOnlyList<SessionMessage> messages)
    {
        var open = WithoutAnswer(messages).Distinct().ToLookup(call => EndOfAnswers(messages, call.Place),
            call => call.Id);
        if (open.Count == 0) return messages;

        var closed = new List<SessionMessage>(messages.Count + open.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            closed.Add(messages[i]);
            closed.AddRange(
                open[i].Select(id => Closing(id, "No result: the session was forked before there was one.")));
        }

        return closed;
    }

    private static int EndOfAnswers(IReadOnlyList<SessionMessage> messages, int place)
    {
        while (place + 1 < messages.Count && messages[place + 1].ToolCallId is not null) place++;
        return place;
    }
}
