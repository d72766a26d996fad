using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Finds the messages of a session in which submitted prompts ended up. A message is the end of one prompt
/// only.</summary>
/// <remarks>
/// By the turn's id where the message has one; else by the same text, no earlier than the prompt. That a prompt repeats
/// an earlier one therefore hides neither.
/// </remarks>
internal sealed class PromptMatcher
{
    // The other program cuts the time of a message to seconds, and takes some of them before it writes its journal.
    private const double ToleranceSeconds = 2;

    private readonly Dictionary<string, List<Row>> _rows = new(StringComparer.Ordinal);

    public PromptMatcher(IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages)
        {
            if (message.Span is not [(byte)'{', ..]
                || JsonMembers.Find(message.Span, "content"u8) is not { IsEmpty: false } content) continue;

            var view = MessageView.Of(message.Span);
            if (view.Role != "user") continue;

            var key = ForeignPrompt.KeyOf(content);
            if (!_rows.TryGetValue(key, out var rows)) _rows[key] = rows = [];
            rows.Add(new(view.TurnId, view.CreatedAt));
        }
    }

    /// <summary>Takes the message of a prompt.</summary>
    /// <returns><see langword="false"/> when there is none that is not taken.</returns>
    public bool TryClaim(ForeignTurn turn, ForeignPrompt prompt)
    {
        if (!_rows.TryGetValue(ForeignPrompt.KeyOf(prompt.Content.Span), out var rows)) return false;

        var row = rows.Find(r => r.TurnId == turn.Id) ?? rows.Find(r => r.TurnId is null && r.CanBe(prompt));
        return row is not null && rows.Remove(row);
    }

    private sealed record Row(string? TurnId, DateTimeOffset? CreatedAt)
    {
        public bool CanBe(ForeignPrompt prompt) =>
            prompt.Seconds == 0
            || CreatedAt is not { } written
            || (written - DateTimeOffset.UnixEpoch).TotalSeconds >= prompt.Seconds - ToleranceSeconds;
    }
}
