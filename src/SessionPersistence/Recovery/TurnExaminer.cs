using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Finds turns of another program that were submitted and lost: in the session file itself, and in its
/// journals.</summary>
internal sealed class TurnExaminer(ExaminedStore store, OutsideFacts outside)
{
    private const string DecideFirst = "A person has to decide about its backup first.";

    /// <summary>Examines what a session file says is under way.</summary>
    public void ExaminePending(SessionDiagnosis diagnosis, BackupEvidence? backup, TurnPlans plans)
    {
        var evidence = diagnosis.Evidence;
        var head = evidence.Content?.Head
            ?? (diagnosis.IsMade ? evidence.Unnamed?.Head ?? backup?.Document?.Head : null);
        if (head is null || store.IsOwned || store.Dialect.FindPending(head.Members) is not { } pending) return;

        diagnosis.Add(
            new(FindingKinds.StalePendingMessage, FindingCategory.Repairable,
                "The file says that a turn is under way, and nobody works on it: its prompt is added to the messages "
                + "if it is not there, behind turns before it that are lost, a marker follows, and the file says so no "
                + "more.")
            {
                Path = StoreContext.DocumentName(diagnosis.Id),
                LiveMessages = diagnosis.Evidence.Count,
                Recommendation = Recommendations.AppendPendingMessage,
            },
            RepairStep.Of(content => EndPending(content!, pending, plans), "ended the turn that was under way"));
    }

    /// <summary>Ends, in what takes the place of a file, the turn that the file says is under way.</summary>
    public SessionContent EndPending(SessionHead file, SessionContent content, TurnPlans plans) =>
        !store.IsOwned && store.Dialect.FindPending(file.Members) is { } pending
            ? EndPending(content, pending, plans)
            : content;

    /// <summary>Whether a prompt waits for a session whose file is damaged, so that what can be read of the file has to
    /// take it.</summary>
    public static bool IsWaitedFor(SessionDiagnosis diagnosis, TurnPlans plans) =>
        IsDamagedForeign(diagnosis) && plans.Journal.Turns.Any(turn => turn.Waiting.Count > 0);

    /// <summary>Examines what the journals of a session have.</summary>
    public void ExamineJournal(SessionDiagnosis diagnosis, TurnPlans plans)
    {
        AddDamage(diagnosis, plans.Journal);
        var live = diagnosis.Evidence.Content ?? diagnosis.Evidence.Unnamed;
        var lost = TurnPlan.Lost(live?.Messages ?? [], plans.Journal).Select(planned => planned.Turn)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        var known = live is null ? null : RecoveredTurn.KnownIn(live.Head!);
        foreach (var turn in plans.Journal.Turns)
        {
            if (known?.Contains(turn.Id) == true) continue;

            if (lost.Contains(turn)) AddPending(diagnosis, plans, turn);
            else if (turn.Collides)
                diagnosis.Add(Finding(diagnosis, turn, FindingKinds.JournalTerminalCollision, FindingCategory.Ok,
                    "The turn has more than one ending, or goes on after it; the first ending stands."));
        }
    }

    private static void AddDamage(SessionDiagnosis diagnosis, ForeignJournal journal)
    {
        foreach (var shard in journal.Damage.GroupBy(damage => damage.Path))
        {
            var (path, offset, reason) = shard.First();
            diagnosis.Add(new(FindingKinds.TurnJournalDamagedLine, FindingCategory.Ok, $"{shard.Count()} places of the "
                + $"turn journal cannot be read, the first: {reason}. All else of it is used.")
            { Path = path, Offset = offset });
        }
    }

    private void AddPending(SessionDiagnosis diagnosis, TurnPlans plans, ForeignTurn turn)
    {
        if (WhyNot(diagnosis) is { } reason)
        {
            diagnosis.Add(Finding(diagnosis, turn, FindingKinds.PendingTurn, FindingCategory.UnsafeToRepair,
                $"A prompt was submitted and is not in the session. {reason}") with
            { Recommendation = Recommendations.ManualReview });
            return;
        }

        var seen = IsDamagedForeign(diagnosis)
            ? "A prompt was submitted, and the file that should have it is damaged"
            : "A prompt was submitted and is not in the session";
        var place = IsDamagedForeign(diagnosis)
            ? "It is added to the whole messages of the damaged file, where it is not one of them; the file is kept in "
                + "quarantine"
            : "It is added after the last message";
        var worker = turn.IsStarted ? "its worker had started" : "no worker had started";
        diagnosis.Add(
            Finding(diagnosis, turn, FindingKinds.PendingTurn, FindingCategory.Repairable,
                $"{seen}; {worker}. {place}, with what had been answered and a marker.") with
            { Recommendation = Recommendations.AppendPendingTurn },
            new(
                async content =>
                    AddTurn(content ?? await BeginAsync(diagnosis, plans, turn).ConfigureAwait(false), plans, turn),
                $"added the prompt of turn {turn.Id}, where it was missing"));
    }

    private string? WhyNot(SessionDiagnosis diagnosis)
    {
        if (diagnosis.IsMade) return null;
        if (diagnosis.Items.Any(
            item => item.Finding is { Kind: FindingKinds.DivergedBackup, Category: FindingCategory.UnsafeToRepair }))
                return DecideFirst;
        if (IsDamagedForeign(diagnosis)) return null;
        if (diagnosis.Evidence.HasFile) return "The session file cannot be read; the prompt waits for that.";
        if (outside.IsTombstoned(diagnosis.Id)) return "The session was deleted, so a person has to decide.";
        if (outside.MessagesInStateDb(diagnosis.Id) > 0) return null;
        if (outside.LacksRow(diagnosis.Id))
            return "There is no session file, and the state database has no such session, so a person has to decide.";

        return diagnosis.Items.Any(item => item.Finding.Category == FindingCategory.UnsafeToRepair)
            ? DecideFirst
            : null;
    }

    private SessionContent EndPending(SessionContent content, ForeignPending pending, TurnPlans plans)
    {
        var plan = plans.For(content, pending);
        foreach (var planned in plan.TakeUpToPending()) Add(content, planned, plan);

        return content.With(head => head.WithMembers(
            MemberList.Create([.. store.Dialect.Idle.Where(member => head.Members.Find(member.Name) is not null)])));
    }

    private SessionContent AddTurn(SessionContent content, TurnPlans plans, ForeignTurn turn)
    {
        var plan = plans.For(content, pending: null);
        if (plan.Take(turn) is { } planned) Add(content, planned, plan);
        return content;
    }

    private void Add(SessionContent content, PlannedTurn planned, TurnPlan plan)
    {
        var answer = planned.AnsweredIn is { } stream ? store.Turns.PartialAnswer(content.Head!.Id, stream) : "";
        RecoveredTurn.Add(content, planned.Turn.Id, planned.Prompts, plan.HasPartial(answer) ? "" : answer);
    }

    // Of a session of this store the journal has more than its damaged file; a person decides about that first.
    private static bool IsDamagedForeign(SessionDiagnosis diagnosis) =>
        diagnosis.Evidence is { HasFile: true, Content: null, Life: null, Waiting.Count: 0 };

    private Task<SessionContent> BeginAsync(SessionDiagnosis diagnosis, TurnPlans plans, ForeignTurn turn)
    {
        var evidence = diagnosis.Evidence;
        if (!evidence.HasFile && outside.MessagesInStateDb(diagnosis.Id) > 0)
            return outside.ReadStateDbAsync(diagnosis.Id);

        var readable = evidence.Unnamed ?? evidence.Salvaged;
        return Task.FromResult(readable is null
            ? NewSession(diagnosis.Id, turn)
            : EndPending(readable.Head!, new(readable.Head, readable.Messages), plans));
    }

    private static SessionContent NewSession(SessionId id, ForeignTurn turn)
    {
        var began = JsonText.Bytes(
            turn.Seconds.ToString("0.0######", System.Globalization.CultureInfo.InvariantCulture));
        var members = MemberList.Create([("title", JsonText.Bytes("\"Recovered session\"")), .. turn.Surroundings,
            ("created_at", began), ("updated_at", began)]);
        return new(new() { Id = id, Members = members }, []);
    }

    private static RecoveryFinding Finding(
        SessionDiagnosis diagnosis, ForeignTurn turn, string kind, FindingCategory category, string detail)
    {
        var isId = TurnId.TryParse(turn.Id, out var turnId);
        return new(kind, category, detail)
        {
            TurnId = isId ? turnId : null,
            RawId = isId ? null : turn.Id,
            Event = turn.LastEvent,
            Path = turn.Path,
            Offset = turn.Offset,
            LiveMessages = diagnosis.Evidence.Count,
        };
    }
}
