using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Says what is wrong with the file of a session, where its backup does not mend that.</summary>
internal sealed class DocumentExaminer(OutsideFacts outside)
{
    /// <param name="diagnosis">Where to say it.</param>
    /// <param name="backup">The backup.</param>
    /// <param name="endPending">Adds to what takes the place of a damaged file the turn that the file says is under
    /// way.</param>
    public void Examine(SessionDiagnosis diagnosis, BackupEvidence? backup,
        Func<SessionHead, SessionContent, SessionContent> endPending)
    {
        var evidence = diagnosis.Evidence;
        if (evidence.Fault is { } fault) ExamineFault(diagnosis, fault, backup, endPending);
        else if (evidence.HasWrongChecksum) AddWrongChecksum(diagnosis);
        else if (evidence is { HasFile: true, Content: not null, Count: null } && !diagnosis.IsRestored)
            AddWithoutMessages(diagnosis);
    }

    private static void AddWithoutMessages(SessionDiagnosis diagnosis) => diagnosis.Add(
        Finding(diagnosis, FindingKinds.DocumentWithoutMessages, FindingCategory.Ok,
            "The file has no list of messages. It is shown as a session without any and left as it is; the index does "
            + "not list it, as other programs do not."));

    private static void AddWrongChecksum(SessionDiagnosis diagnosis) => diagnosis.Add(
        Finding(diagnosis, FindingKinds.DocumentCrcMismatch, FindingCategory.Repairable,
            "The file can be read, but something else than this library changed it: its checksum is not its own. What "
            + "it says is kept, and its bytes in quarantine.") with
        { Recommendation = Recommendations.AdoptDocument },
        RepairStep.Of(content => content!, "wrote the file anew with its checksum"));

    private void ExamineFault(SessionDiagnosis diagnosis, DocumentFault fault, BackupEvidence? backup,
        Func<SessionHead, SessionContent, SessionContent> endPending)
    {
        if (fault.Kind is DocumentFaultKind.Unreadable or DocumentFaultKind.TooLarge)
        {
            diagnosis.Add(Malformed(diagnosis, fault, "It is not read; the file is left as it is."));
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
            AddDamaged(diagnosis, fault, backup, endPending);
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

    private void AddDamaged(SessionDiagnosis diagnosis, DocumentFault fault, BackupEvidence? backup,
        Func<SessionHead, SessionContent, SessionContent> endPending)
    {
        var id = diagnosis.Id;
        if (!diagnosis.Evidence.HasFile && outside.IsTombstoned(id))
        {
            diagnosis.Add(Finding(diagnosis, FindingKinds.StateDbDeletedTombstone, FindingCategory.UnsafeToRepair,
                $"{fault.Detail} It is not restored: delete it here too, or take its id out of the other program's "
                + "list and open the store again.") with
            { Recommendation = Recommendations.DeletedSessionSkipped });
            return;
        }

        var salvaged = diagnosis.Evidence.Salvaged;
        if (!diagnosis.Evidence.WasDeleted && outside.MessagesInStateDb(id) is > 0 and var messages)
        {
            diagnosis.Add(
                Malformed(diagnosis, fault, $"The state database has {messages} messages of the session, and the file "
                    + "is written from it; the present file is kept in quarantine.") with
                { Category = FindingCategory.Repairable, Recommendation = Recommendations.MaterializeFromStateDb },
                new(async _ => FromStateDb(await outside.ReadStateDbAsync(id).ConfigureAwait(false)),
                    "wrote the session from the state database") { IsRestore = true });
            return;
        }

        var generation = backup is { IsGeneration: true }
            ? $" {backup.Name} has {backup.Count} messages from before something was taken away on purpose."
            : "";
        if (salvaged is not { Messages.Count: > 0 })
        {
            diagnosis.Add(
                Malformed(diagnosis, fault, $"There is no other copy; the file is left as it is.{generation}"));
            return;
        }

        diagnosis.Add(
            Malformed(diagnosis, fault, $"There is no other copy; {salvaged.Messages.Count} whole messages stand "
                + $"before the damage and can be kept on request.{generation}") with
            { Recommendation = Recommendations.SalvageMessages },
            RepairStep.Of(_ => endPending(salvaged.Head!, new(salvaged.Head, salvaged.Messages)),
                $"kept {salvaged.Messages.Count} messages that stand before the damage") with
            { IsRestore = true });

        SessionContent FromStateDb(SessionContent content) =>
            salvaged is null ? content : endPending(salvaged.Head!, content);
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
