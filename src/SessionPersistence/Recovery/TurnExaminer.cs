using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Finds turns of another program that were submitted and lost: in the session file itself, and in its
/// journals.</summary>
internal sealed class TurnExaminer(ExaminedStore store, OutsideFacts outside)
{
    /// <summary>Examines what a session file says is under way.</summary>
    public void ExaminePending(SessionDiagnosis diagnosis, BackupEvidence? backup, ForeignJournal journal)
    {
        var head = diagnosis.Evidence.Content?.Head ?? (diagnosis.IsMade ? backup?.Document?.Head : null);
        if (head is null || store.IsOwned || store.Dialect.FindPending(head.Members) is not { } pending) return;

        diagnosis.Add(
            new(FindingKinds.StalePendingMessage, FindingCategory.Repairable,
                "The file says that a turn is under way, and nobody works on it: its prompt is added to the messages if it is not there, a marker follows, and the file says so no more.")
            {
                Path = StoreContext.DocumentName(diagnosis.Id),
                LiveMessages = diagnosis.Evidence.Count,
                Recommendation = Recommendations.AppendPendingMessage,
            },
            RepairStep.Of(content => EndPending(content!, pending, journal), "ended the turn that was under way"));
    }

    /// <summary>Ends, in what takes the place of a file, the turn that the file says is under way.</summary>
    public SessionContent EndPending(SessionHead file, SessionContent content, ForeignJournal journal) =>
        !store.IsOwned && store.Dialect.FindPending(file.Members) is { } pending ? EndPending(content, pending, journal) : content;

    /// <summary>Examines what the journals of a session have.</summary>
    public void ExamineJournal(SessionDiagnosis diagnosis, ForeignJournal journal)
    {
        AddDamage(diagnosis, journal);
        var head = diagnosis.Evidence.Content?.Head;
        var lost = LostTurns(diagnosis.Evidence.Content?.Messages ?? [], journal);
        foreach (var turn in journal.Turns)
        {
            if (head is not null && RecoveredTurn.IsKnown(head, turn.Id)) continue;

            if (lost.ContainsKey(turn)) AddPending(diagnosis, journal, turn);
            else if (turn.Collides) diagnosis.Add(Finding(diagnosis, turn, FindingKinds.JournalTerminalCollision, FindingCategory.Ok, "The turn has more than one ending, or goes on after it; the first ending stands."));
        }
    }

    private static void AddDamage(SessionDiagnosis diagnosis, ForeignJournal journal)
    {
        foreach (var shard in journal.Damage.GroupBy(damage => damage.Path))
        {
            var (path, offset, reason) = shard.First();
            diagnosis.Add(new(FindingKinds.TurnJournalDamagedLine, FindingCategory.Ok, $"{shard.Count()} places of the turn journal cannot be read, the first: {reason}. All else of it is used.")
            { Path = path, Offset = offset });
        }
    }

    private void AddPending(SessionDiagnosis diagnosis, ForeignJournal journal, ForeignTurn turn)
    {
        if (WhyNot(diagnosis) is { } reason)
        {
            diagnosis.Add(Finding(diagnosis, turn, FindingKinds.PendingTurn, FindingCategory.UnsafeToRepair, $"A prompt was submitted and is not in the session. {reason}") with
            { Recommendation = Recommendations.ManualReview });
            return;
        }

        var place = IsDamagedForeign(diagnosis)
            ? "It is added to the whole messages that stand before the damage of the file, if any, which is kept in quarantine"
            : "It is added after the last message";
        var worker = turn.IsStarted ? "its worker had started" : "no worker had started";
        diagnosis.Add(
            Finding(diagnosis, turn, FindingKinds.PendingTurn, FindingCategory.Repairable,
                $"A prompt was submitted and is not in the session; {worker}. {place}, with what had been answered and a marker.") with
            { Recommendation = Recommendations.AppendPendingTurn },
            new(
                async content => AddTurn(content ?? await BeginAsync(diagnosis, journal, turn).ConfigureAwait(false), journal, turn),
                $"added the prompt of turn {turn.Id}"));
    }

    private string? WhyNot(SessionDiagnosis diagnosis)
    {
        if (diagnosis.IsMade || IsDamagedForeign(diagnosis)) return null;
        if (diagnosis.Evidence.HasFile) return "The session file cannot be read; the prompt waits for that.";
        if (outside.IsTombstoned(diagnosis.Id)) return "The session was deleted, so a person has to decide.";
        if (outside.MessagesInStateDb(diagnosis.Id) > 0) return null;
        if (outside.LacksRow(diagnosis.Id)) return "There is no session file, and the state database has no such session, so a person has to decide.";

        return diagnosis.Items.Any(item => item.Finding.Category == FindingCategory.UnsafeToRepair) ? "A person has to decide about its backup first." : null;
    }

    private SessionContent EndPending(SessionContent content, ForeignPending pending, ForeignJournal journal)
    {
        var ofStream = journal.Turns.Where(turn => turn.StreamId == pending.StreamId).ToList();
        var known = ofStream.Find(turn => turn.MaySay(pending.Prompt));
        var turn = known ?? new ForeignTurn(pending.StreamId) { StreamId = pending.StreamId, Seconds = pending.Prompt.Seconds };
        foreach (var earlier in Before(turn, journal)) AddTurn(content, journal, earlier);

        // An answer to something else that was asked in the same stream goes behind that.
        var isOfOther = known is null && ofStream.Exists(other => other.Waiting.Count > 0);
        var isThere = new PromptMatcher(content.Messages).TryClaim(turn, pending.Prompt);
        if (!isThere || !turn.IsCompleted) RecoveredTurn.Add(content, turn.Id, isThere ? [] : [pending.Prompt], isOfOther ? "" : Partial(content, turn, journal));
        return content.With(head => head.WithMembers(MemberList.Create([.. store.Dialect.Idle.Where(member => head.Members.Find(member.Name) is not null)])));
    }

    // In the order of the journal, or by time where it does not know the turn.
    private static IEnumerable<ForeignTurn> Before(ForeignTurn turn, ForeignJournal journal) => journal.Turns.Contains(turn, ReferenceEqualityComparer.Instance)
        ? journal.Turns.TakeWhile(other => !ReferenceEquals(other, turn))
        : journal.Turns.Where(other => turn.Seconds == 0 || other.Seconds <= turn.Seconds);

    private SessionContent AddTurn(SessionContent content, ForeignJournal journal, ForeignTurn turn)
    {
        if (RecoveredTurn.IsKnown(content.Head!, turn.Id)) return content;

        if (LostTurns(content.Messages, journal).TryGetValue(turn, out var lacking)) RecoveredTurn.Add(content, turn.Id, lacking, Partial(content, turn, journal));
        return content;
    }

    // Of several turns that wait in one stream the last was being answered.
    private string Partial(SessionContent content, ForeignTurn turn, ForeignJournal journal)
    {
        var later = journal.Turns.SkipWhile(other => !ReferenceEquals(other, turn)).Skip(1);
        return turn.StreamId is { } stream && !later.Any(other => other.StreamId == stream && other.Waiting.Count > 0)
            ? store.Turns.PartialAnswer(content.Head!.Id, stream)
            : "";
    }

    // Turns that ended take their messages first, then those that wait, in order: a repeated prompt is found missing
    // once for each time.
    private static Dictionary<ForeignTurn, List<ForeignPrompt>> LostTurns(IEnumerable<ReadOnlyMemory<byte>> messages, ForeignJournal journal)
    {
        var lost = new Dictionary<ForeignTurn, List<ForeignPrompt>>(ReferenceEqualityComparer.Instance);
        if (!journal.Turns.Any(turn => turn.Waiting.Count > 0)) return lost;

        var matcher = new PromptMatcher(messages);
        foreach (var turn in journal.Turns)
        {
            foreach (var prompt in turn.Ended) matcher.TryClaim(turn, prompt);
        }

        foreach (var turn in journal.Turns)
        {
            List<ForeignPrompt> lacking = [.. turn.Waiting.Where(prompt => !matcher.TryClaim(turn, prompt))];
            if (lacking.Count > 0) lost.Add(turn, lacking);
        }

        return lost;
    }

    // Of a session of this store the journal has more than its damaged file; a person decides about that first.
    private static bool IsDamagedForeign(SessionDiagnosis diagnosis) => diagnosis.Evidence is { HasFile: true, Content: null, Life: null, Waiting.Count: 0 };

    private Task<SessionContent> BeginAsync(SessionDiagnosis diagnosis, ForeignJournal journal, ForeignTurn turn)
    {
        var id = diagnosis.Id;
        if (outside.MessagesInStateDb(id) > 0) return outside.ReadStateDbAsync(id);

        var salvaged = diagnosis.Evidence.HasFile ? store.Store.Documents.Salvage(store.Store.DocumentPath(id), id) : null;
        if (salvaged is null) return Task.FromResult(NewSession(id, turn));

        return Task.FromResult(EndPending(salvaged.Head, new(salvaged.Head, salvaged.CompactMessages()), journal));
    }

    private static SessionContent NewSession(SessionId id, ForeignTurn turn)
    {
        var began = JsonText.Bytes(turn.Seconds.ToString("0.0######", System.Globalization.CultureInfo.InvariantCulture));
        var members = MemberList.Create([("title", JsonText.Bytes("\"Recovered session\"")), .. turn.Surroundings, ("created_at", began), ("updated_at", began)]);
        return new(new() { Id = id, Members = members }, []);
    }

    private static RecoveryFinding Finding(SessionDiagnosis diagnosis, ForeignTurn turn, string kind, FindingCategory category, string detail)
    {
        var isId = TurnId.TryParse(turn.Id, out var turnId);
        return new(kind, category, detail)
        {
            TurnId = isId ? turnId : null,
            RawId = isId ? null : turn.Id,
            Event = turn.LastEvent,
            LiveMessages = diagnosis.Evidence.Count,
        };
    }
}
