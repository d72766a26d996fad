using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Says what is wrong with the file of a session, where its backup does not mend that.</summary>
internal sealed class DocumentExaminer(ExaminedStore store, OutsideFacts outside, TurnExaminer turns)
{
    /// <param name="diagnosis">Where to say it.</param>
    /// <param name="backup">The backup.</param>
    /// <param name="plans">What another program's journal has of the session.</param>
    public void Examine(SessionDiagnosis diagnosis, BackupEvidence? backup, TurnPlans plans)
    {
        var evidence = diagnosis.Evidence;
        if (evidence.Fault is { } fault) ExamineFault(diagnosis, fault, backup, plans);
        else if (evidence.Changed is { } changed) AddWrongChecksum(diagnosis, changed);
        else if (evidence is { HasFile: true, Content: not null, Count: null } && !diagnosis.IsRestored)
            AddWithoutMessages(diagnosis);
    }

    private static void AddWithoutMessages(SessionDiagnosis diagnosis) => diagnosis.Add(
        Finding(diagnosis, FindingKinds.DocumentWithoutMessages, FindingCategory.Ok,
            "The file has no list of messages. It is shown as a session without any and left as it is; the index does "
            + "not list it, as other programs do not."));

    // With a piece missing, or there twice, what it says is not what was written: a person decides.
    private static void AddWrongChecksum(SessionDiagnosis diagnosis, DocumentFault changed)
    {
        var isOtherCount = diagnosis.Evidence.HasOtherCount;
        diagnosis.Add(
            Finding(diagnosis, FindingKinds.DocumentCrcMismatch,
                isOtherCount ? FindingCategory.UnsafeToRepair : FindingCategory.Repairable,
                changed.Detail + (isOtherCount
                    ? " It is shown as it is; what it says can be kept on request, its bytes in quarantine."
                    : " What it says is kept, and its bytes in quarantine.")) with
            { Recommendation = isOtherCount ? Recommendations.SalvageMessages : Recommendations.AdoptDocument },
            RepairStep.Of(content => content!, "wrote the file anew with its checksum"));
    }

    private void ExamineFault(
        SessionDiagnosis diagnosis, DocumentFault fault, BackupEvidence? backup, TurnPlans plans)
    {
        // The listing of the directory told it.
        if (fault.Kind == DocumentFaultKind.Linked) return;

        if (diagnosis.Evidence.IsNewer)
        {
            diagnosis.Add(Finding(diagnosis, FindingKinds.UnsupportedFormat, FindingCategory.UnsafeToRepair,
                $"{fault.Detail} The file is left as it is."));
        }
        else if (fault.Kind is DocumentFaultKind.Unreadable or DocumentFaultKind.TooLarge)
        {
            diagnosis.Add(Finding(diagnosis, DocumentFaultCodes.Of(fault.Kind), FindingCategory.UnsafeToRepair,
                $"{fault.Detail} It is not read; the file is left as it is.") with
            { Recommendation = Recommendations.ManualReview });
        }
        else if (diagnosis.IsMade)
        {
            // The journal has the session, or its backup takes its place.
        }
        else if (fault.Kind == DocumentFaultKind.ForeignFile)
        {
            AddForeign(diagnosis, fault);
        }
        else
        {
            AddDamaged(diagnosis, fault, backup, plans);
        }
    }

    // Where it is compared with a backup, that says more.
    private static void AddForeign(SessionDiagnosis diagnosis, DocumentFault fault)
    {
        if (diagnosis.Evidence.Unnamed is null) diagnosis.Add(Finding(diagnosis, FindingKinds.ForeignFile,
            FindingCategory.Ok, $"{fault.Detail} It is no session and is not touched."));
        else if (diagnosis.Items.Count == 0) diagnosis.Add(Finding(
            diagnosis, FindingKinds.ForeignFile, FindingCategory.Ok, $"{fault.Detail} It is not taken for one."));
    }

    private void AddDamaged(
        SessionDiagnosis diagnosis, DocumentFault fault, BackupEvidence? backup, TurnPlans plans)
    {
        var (id, evidence) = (diagnosis.Id, diagnosis.Evidence);
        var isTombstoned = outside.IsTombstoned(id);
        if (!evidence.HasFile && isTombstoned)
        {
            diagnosis.Add(Finding(diagnosis, FindingKinds.StateDbDeletedTombstone, FindingCategory.UnsafeToRepair,
                $"{fault.Detail} It is not restored: delete it here too, or take its id out of the other program's "
                + "list and open the store again.") with
            { Recommendation = Recommendations.DeletedSessionSkipped });
            return;
        }

        var inDatabase = evidence.WasDeleted ? 0 : outside.MessagesInStateDb(id);
        var whole = evidence.Salvaged?.Messages.Count ?? 0;
        if (inDatabase > 0 && inDatabase >= whole && !isTombstoned && !IsMarked(evidence.Salvaged))
            AddFromStateDb(diagnosis, fault, inDatabase, plans);
        else
            AddAlone(diagnosis, fault, plans, Others(evidence, backup, inDatabase, isTombstoned),
                backup is { IsGeneration: true } ? backup.Count : null);
    }

    // What other programs' rows have beside a session that was cut on purpose may be what was taken away.
    private bool IsMarked(SessionContent? salvaged) =>
        salvaged?.Head is { } head && store.Markers.IsMarked(head, salvaged.Messages.Count);

    private static string Others(
        SessionEvidence evidence, BackupEvidence? backup, long inDatabase, bool isTombstoned)
    {
        if (isTombstoned) return "The other program deleted the session, so no other copy is used";
        if (backup is { IsGeneration: true })
            return $"{backup.Name} has {Counted.Of(backup.Count ?? 0, "message")} from before something was taken away "
                + "on purpose, and is not used unasked";
        if (inDatabase == 0) return "There is no other copy";

        return inDatabase < (evidence.Salvaged?.Messages.Count ?? 0)
            ? $"The state database has only {Counted.Of(inDatabase, "message")} of the session"
            : $"The state database has {Counted.Of(inDatabase, "message")} of the session, and some of them may have "
                + "been taken away on purpose";
    }

    private void AddFromStateDb(SessionDiagnosis diagnosis, DocumentFault fault, long messages, TurnPlans plans)
    {
        var salvaged = diagnosis.Evidence.Salvaged;
        var left = salvaged is { Messages.Count: > 0 and var whole }
            ? $", also what the database lacks of {Counted.Of(whole, "whole message")} of the file"
            : "";
        diagnosis.Add(
            Malformed(diagnosis, fault,
                $"The state database has {Counted.Of(messages, "message")} of the session, and the file is "
                + $"written from it; the present file is kept in quarantine{left}.") with
            { Category = FindingCategory.Repairable, Recommendation = Recommendations.MaterializeFromStateDb },
            new(async _ => Restored(await outside.ReadStateDbAsync(diagnosis.Id).ConfigureAwait(false)),
                "wrote the session from the state database") { IsRestore = true });

        SessionContent Restored(SessionContent content) => salvaged?.Head is not { } head ? content
            : turns.EndPending(head, content.With(
                row => RestoredHead.Of(row, head, store.Dialect.Idle, store.Markers.Describing)), plans);
    }

    // Nothing else has the session. Where a prompt waits for it, what can be read of the file takes that.
    private void AddAlone(
        SessionDiagnosis diagnosis, DocumentFault fault, TurnPlans plans, string others, int? backupMessages)
    {
        var isWaitedFor = TurnExaminer.IsWaitedFor(diagnosis, plans);
        var category = isWaitedFor ? FindingCategory.Repairable : FindingCategory.UnsafeToRepair;
        if (diagnosis.Evidence.Salvaged is not { Messages.Count: > 0 and var whole } salvaged)
        {
            diagnosis.Add(
                Malformed(diagnosis, fault, isWaitedFor
                    ? $"{others}, and no whole message in the file; a prompt waits for the session, which begins anew "
                        + "with it, and the present file is kept in quarantine."
                    : $"{others}; the file is left as it is.") with
                {
                    Category = category,
                    Recommendation = isWaitedFor ? Recommendations.AppendPendingTurn : Recommendations.ManualReview,
                    BackupMessages = backupMessages,
                },
                isWaitedFor ? RepairStep.Of(content => content!, "made way for the prompt that waits") : null);
            return;
        }

        var account = diagnosis.Evidence.SalvageAccount;
        diagnosis.Add(
            Malformed(diagnosis, fault, $"{others}. What is whole in the file, {Counted.Of(whole, "message")}, "
                + (isWaitedFor
                    ? "is kept, because a prompt waits for the session; the present file is kept in quarantine."
                    : "can be kept on request.")
                + (account.Length == 0 ? "" : $" {account}")) with
            { Category = category, Recommendation = Recommendations.SalvageMessages, BackupMessages = backupMessages },
            RepairStep.Of(_ => turns.EndPending(salvaged.Head!, new(salvaged.Head, salvaged.Messages), plans),
                $"kept {Counted.Of(whole, "whole message")}"
                + (account.Length == 0 ? "" : $". {account.TrimEnd('.')}")) with
            { IsRestore = true });
    }

    private static RecoveryFinding Malformed(SessionDiagnosis diagnosis, DocumentFault fault, string outcome) =>
        Finding(
            diagnosis, FindingKinds.MalformedDocument, FindingCategory.UnsafeToRepair, $"{fault.Detail} {outcome}") with
        { Offset = fault.Offset, Recommendation = Recommendations.ManualReview };

    private static RecoveryFinding Finding(
        SessionDiagnosis diagnosis, string kind, FindingCategory category, string detail) =>
        new(kind, category, detail) { Path = StoreContext.DocumentName(diagnosis.Id),
            LiveMessages = diagnosis.Evidence.Count };
}
