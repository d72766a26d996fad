using SessionPersistence.Documents;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.Hermes;

/// <summary>The journals of the reference, as recovery asks for them.</summary>
internal sealed class HermesForeignTurns(StoreDirectory directory) : IForeignTurns
{
    private static readonly string[] Surroundings = ["workspace", "model", "model_provider"];

    private readonly HermesTurnJournal _journal = HermesTurnJournal.List(directory);
    private readonly HermesRunJournal _runs = new(directory);

    /// <inheritdoc/>
    public IReadOnlyList<SessionId> SessionIds => _journal.SessionIds;

    /// <inheritdoc/>
    public IReadOnlyList<(string RawId, string Path)> UnsafeIds =>
        [.. _journal.UnsafeNames.Select(name => (name, $"{HermesTurnJournal.DirectoryName}/{name}.jsonl"))];

    /// <inheritdoc/>
    public string? Unreadable => _journal.Unreadable?.Reason;

    /// <inheritdoc/>
    public ForeignJournal Read(SessionId id)
    {
        var content = _journal.Read(id);
        return new(
            [.. HermesTurns.Fold(content.Events).Select(Describe)],
            [
                .. content.Unreadable.Select(shard => (PathOf(shard.Name), (long?)null, shard.Reason)),
                .. content.Malformed.Select(
                    line => (PathOf(line.Shard), (long?)line.Offset, $"line {line.LineNumber} is no event")),
            ]);
    }

    /// <inheritdoc/>
    public string PartialAnswer(SessionId id, string streamId) => _runs.ReadAnswer(id, streamId);

    private static string PathOf(string shard) => $"{HermesTurnJournal.DirectoryName}/{shard}";

    private static ForeignTurn Describe(HermesTurn turn)
    {
        var said = turn.Submissions.Where(submission => submission.HasContent).ToList();

        // Whatever its name, the reference takes content for a prompt when no event is later.
        if (turn.Latest is { IsTerminal: false, HasContent: true } latest && !said.Contains(latest)) said.Add(latest);
        var unanswered = turn.Waiting.ToHashSet();
        var waiting = said.Where(prompt => unanswered.Contains(prompt) || ReferenceEquals(turn.Latest, prompt))
            .DistinctBy(KeyOf).ToList();

        // Submitted again under the same id and in the same words, it is the same prompt.
        var again = waiting.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var told = waiting.FirstOrDefault() ?? turn.Latest;
        return new(turn.TurnId)
        {
            Streams = [.. turn.Submissions.Select(submission => submission.StreamId).OfType<string>()
                .Where(stream => !string.IsNullOrWhiteSpace(stream))],
            Ended = [.. said.Where(prompt => !again.Contains(KeyOf(prompt))).Select(Prompt)],
            Waiting = [.. waiting.Select(Prompt)],
            Path = told is null ? null : PathOf(told.Shard),
            Offset = told?.Offset,
            LastEvent = turn.Latest?.Event ?? "",
            IsStarted = turn.WorkerStarted || turn.AssistantStarted,
            IsCompleted = turn.Terminal is { Event: "completed" } && waiting.Count == 0,
            Collides = turn.Endings.Count > 1 || turn.HasLateEvents,
            Seconds = said.Count > 0 ? ForeignPrompt.UsableSeconds(said[0].CreatedAt) : 0,
            Surroundings = said.Count > 0 ? SurroundingsOf(said[0]) : [],
        };
    }

    private static string KeyOf(HermesJournalEvent submission) => ForeignPrompt.KeyOf(submission.Content.Span);

    private static ForeignPrompt Prompt(HermesJournalEvent submission) => new(
        submission.Content,
        submission.Attachments.Span is [(byte)'[', ..] list
            && JsonText.Compact(list).Length > 2 ? submission.Attachments : default,
        ForeignPrompt.UsableSeconds(submission.CreatedAt));

    private static List<(string, ReadOnlyMemory<byte>)> SurroundingsOf(HermesJournalEvent submission)
    {
        var found = new List<(string, ReadOnlyMemory<byte>)>();
        var members = new JsonMembers(submission.Raw.Span);
        while (members.MoveNext())
        {
            var name = System.Text.Encoding.UTF8.GetString(members.Name);
            if (Surroundings.Contains(name)) found.Add((name, JsonText.Compact(members.Value)));
        }

        return found;
    }
}
