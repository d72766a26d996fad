using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Finds the messages of a session in which submitted prompts ended up. A message is the end of one prompt
/// only.</summary>
/// <remarks>
/// By the turn's id where the message has one, or by the same text at the same time; what is left then, by the same
/// text no earlier than the prompt. That a prompt repeats an earlier one therefore hides neither.
/// </remarks>
internal sealed class PromptMatcher
{
    private readonly Dictionary<(string Text, string TurnId), int> _ofTurns = [];
    private readonly Dictionary<string, List<DateTimeOffset?>> _others = new(StringComparer.Ordinal);

    public PromptMatcher(IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages)
        {
            if (message.Span is not [(byte)'{', ..]
                || JsonMembers.Find(message.Span, "content"u8) is not { IsEmpty: false } content) continue;

            var view = MessageView.Of(message.Span);
            if (view.Role == "user") Add(ForeignPrompt.KeyOf(content), view);
        }
    }

    /// <summary>Takes the message that is certainly that of a prompt.</summary>
    /// <returns><see langword="false"/> when there is none that is not taken.</returns>
    public bool TryClaimExactly(ForeignTurn turn, ForeignPrompt prompt)
    {
        var text = ForeignPrompt.KeyOf(prompt.Content.Span);
        return TryClaim(text, turn.Id) || TryClaim(text, RecoveredTurn.IdOf(turn.Id).Value)
            || TryClaim(text, written => SecondsBetween(written, prompt) is { } gap
                && Math.Abs(gap) <= ForeignPrompt.ToleranceSeconds);
    }

    /// <summary>Takes the first message that may be that of a prompt.</summary>
    /// <returns><see langword="false"/> when there is none that is not taken.</returns>
    public bool TryClaim(ForeignPrompt prompt) => TryClaim(
        ForeignPrompt.KeyOf(prompt.Content.Span),
        written => !(SecondsBetween(written, prompt) < -ForeignPrompt.ToleranceSeconds));

    private bool TryClaim(string text, string turnId)
    {
        var count = _ofTurns.GetValueOrDefault((text, turnId));
        if (count > 0) _ofTurns[(text, turnId)] = count - 1;
        return count > 0;
    }

    private bool TryClaim(string text, Predicate<DateTimeOffset?> matches)
    {
        if (!_others.TryGetValue(text, out var times)) return false;

        var at = times.FindIndex(matches);
        if (at >= 0) times.RemoveAt(at);
        return at >= 0;
    }

    private void Add(string text, MessageView view)
    {
        if (view.TurnId is { } turnId)
        {
            _ofTurns[(text, turnId)] = _ofTurns.GetValueOrDefault((text, turnId)) + 1;
            return;
        }

        if (!_others.TryGetValue(text, out var times)) _others[text] = times = [];
        times.Add(view.CreatedAt);
    }

    // From the prompt to the message, where both have a time.
    private static double? SecondsBetween(DateTimeOffset? written, ForeignPrompt prompt) =>
        prompt.Seconds == 0 || written is not { } at
            ? null
            : (at - DateTimeOffset.UnixEpoch).TotalSeconds - prompt.Seconds;
}
