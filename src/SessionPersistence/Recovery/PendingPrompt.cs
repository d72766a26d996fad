using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Finds the prompt of the turn that a session file says is under way among its messages.</summary>
/// <remarks>
/// For a prompt of which the journal does not know the message. The rule of the other program, which may have added it
/// and been killed then: the last message, apart from what is left of an answer, says the same, apart from white space.
/// Earlier ones are that prompt by its turn only, or when they were said no earlier: else a prompt that repeats one
/// would be lost.
/// </remarks>
internal static class PendingPrompt
{
    /// <summary>Whether the prompt is there.</summary>
    public static bool IsIn(IReadOnlyList<ReadOnlyMemory<byte>> messages, ForeignTurn turn, ForeignPrompt prompt)
    {
        var text = prompt.Text;
        var isLast = true;
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            var message = SessionMessage.FromTrusted(messages[i]);
            if (message.Role == "user")
            {
                if (ForeignPrompt.WithoutSpacing(message.Text) == text && IsOf(message, turn, prompt, isLast))
                    return true;

                isLast = false;
            }
            else if (!IsLeftover(messages[i].Span))
            {
                isLast = false;
            }
        }

        return false;
    }

    private static bool IsOf(SessionMessage message, ForeignTurn turn, ForeignPrompt prompt, bool isLast)
    {
        if (message.TurnId is { } turnId) return turnId == turn.Id || turnId == RecoveredTurn.IdOf(turn.Id).Value;

        if (prompt.Seconds == 0 || message.CreatedAt is not { } written) return isLast;

        // Of an earlier one that repeats it, the second tells.
        var seconds = (written - DateTimeOffset.UnixEpoch).TotalSeconds;
        return seconds >= (isLast ? prompt.Seconds - ForeignPrompt.ToleranceSeconds : Math.Floor(prompt.Seconds));
    }

    // What a crash left of the answer, and what tells of it.
    private static bool IsLeftover(ReadOnlySpan<byte> message) =>
        IsTrue(JsonMembers.Find(message, "_partial"u8)) || IsTrue(JsonMembers.Find(message, "_error"u8));

    private static bool IsTrue(ReadOnlySpan<byte> value) => value.SequenceEqual("true"u8);
}
