using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;

namespace SessionPersistence.Recovery;

/// <summary>Compares a session with its backup <c>&lt;id&gt;.json.bak</c>.</summary>
internal sealed class BackupExaminer(ExaminedStore store, OutsideFacts outside)
{
    public void Examine(SessionDiagnosis diagnosis, BackupEvidence backup)
    {
        var evidence = diagnosis.Evidence;
        if (!evidence.Exists) ExamineOrphan(diagnosis, backup);
        else if (backup.Document is null) AddUnreadable(diagnosis, backup);
        else if (backup.IsGeneration) return;
        else if (evidence.Content is { } content) Compare(diagnosis, backup, content, evidence.Count);
        else if (evidence.Unnamed is { } unnamed) Compare(diagnosis, backup, unnamed, unnamed.Messages.Count);
        else AddRestore(diagnosis, backup, evidence.Count,
            $"{evidence.Fault?.Detail} The backup has {Messages(backup)}.", LostWith(evidence, backup));
    }

    /// <summary>Says what a backup means beside a directory that has the name of the session's file.</summary>
    /// <returns><see langword="false"/> when there is nothing in it to bring back.</returns>
    public static bool AddObstructed(SessionDiagnosis diagnosis, BackupEvidence backup)
    {
        if (backup.Document is null || backup.IsGeneration) return false;

        diagnosis.Add(Finding(FindingKinds.ShrunkenLive, FindingCategory.UnsafeToRepair, diagnosis, backup,
            $"A directory has the name of the session file, and there is a backup of {Messages(backup)}. Once the "
            + "directory is moved away, a repair restores the backup.") with
        { Recommendation = Recommendations.ManualReview });
        return true;
    }

    private void ExamineOrphan(SessionDiagnosis diagnosis, BackupEvidence backup)
    {
        if (backup.Document is null)
        {
            diagnosis.Add(Finding(FindingKinds.MalformedOrphanBackup, FindingCategory.UnsafeToRepair, diagnosis, backup,
                $"There is a backup and no session file, and the backup cannot be read: {backup.Detail} Both are left "
                + "as they are.") with
            { Recommendation = Recommendations.ManualReview });
        }
        else if (outside.IsTombstoned(diagnosis.Id))
        {
            diagnosis.Add(
                Finding(FindingKinds.StateDbDeletedTombstone, FindingCategory.UnsafeToRepair, diagnosis, backup,
                $"The session was deleted, and a backup of {Messages(backup)} is left; it is not restored.") with
            { Recommendation = Recommendations.DeletedSessionSkipped });
        }
        else if (backup.IsGeneration)
        {
            diagnosis.Add(Finding(FindingKinds.OrphanBackup, FindingCategory.UnsafeToRepair, diagnosis, backup,
                $"The session file is gone. The backup of {Messages(backup)} is from before a write that took "
                + "something away on purpose, so it is not restored unasked.") with
            { Recommendation = Recommendations.ManualReview });
        }
        else if (outside.LacksRow(diagnosis.Id))
        {
            diagnosis.Add(
                Finding(FindingKinds.OrphanBackupWithoutStateRow, FindingCategory.UnsafeToRepair, diagnosis, backup,
                $"There is a backup of {Messages(backup)} and no session file, and the state database has no such "
                + "session: it may have been deleted. It is not restored.") with
            { Recommendation = Recommendations.ManualReview });
        }
        else
        {
            diagnosis.Add(
                Finding(FindingKinds.OrphanBackup, FindingCategory.Repairable, diagnosis, backup,
                    $"The session file is gone; its backup of {Messages(backup)} takes its place and stays where "
                    + "it is.") with
                { Recommendation = Recommendations.RestoreFromBackup },
                Restore(diagnosis, backup, lost: 0));
        }
    }

    private static void AddUnreadable(SessionDiagnosis diagnosis, BackupEvidence backup) =>
        diagnosis.Add(Finding(FindingKinds.MalformedBackup, FindingCategory.Ok, diagnosis, backup,
            $"The backup cannot be read: {backup.Detail} It is left as it is."));

    private void Compare(SessionDiagnosis diagnosis, BackupEvidence backup, SessionContent live, int? count)
    {
        var kept = backup.Document!.CompactMessages();
        var missing = MessageContent.Lacking(kept, live.Messages).Count;
        if (missing == 0 && count is not null) return;
        if (store.Markers.ReasonFor(live.Head!, count ?? -1, backup.Document.Head) is not null) return;

        // Also what was changed since: a message that both have by its id is not the same for that.
        var added = MessageContent.LackingAsTheyAre(live.Messages, kept).Count;

        // What recovery added makes a session no longer: else a loss that a person has to decide about would be settled
        // by it.
        if (!(backup.Count > (count - RecoveredTurn.CountIn(live) ?? -1)))
        {
            diagnosis.Add(Finding(FindingKinds.DivergedBackup, FindingCategory.Ok, diagnosis, backup, count,
                $"The backup has {Counted.Of(missing, "message")} that the session, which is not shorter, does not "
                + "have; nothing is done."));
        }
        else if (added > 0)
        {
            diagnosis.Add(
                Finding(FindingKinds.DivergedBackup, FindingCategory.UnsafeToRepair, diagnosis, backup, count,
                    $"The session lost messages: its backup has {missing} that it lacks, and it has {added} "
                    + "that the backup lacks or has with other content. "
                    + $"A person has to choose between {StoreName(diagnosis)} and {backup.Name}, or keep the messages "
                    + "of both.") with
                { Recommendation = Recommendations.MergeBackup },
                Merge(diagnosis, backup, live));
        }
        else
        {
            AddRestore(diagnosis, backup, count,
                $"The session has {Counted.Of(live.Messages.Count, "message")}, its backup has those and {missing} "
                + "more.");
        }
    }

    private void AddRestore(SessionDiagnosis diagnosis, BackupEvidence backup, int? count, string seen, int lost = 0) =>
        diagnosis.Add(
        Finding(FindingKinds.ShrunkenLive, FindingCategory.Repairable, diagnosis, backup, count,
            $"{seen} The backup takes the place of the session, which keeps its newer name and marks; the present file "
            + "is kept in quarantine"
            + (lost == 0 ? "." : $", and in it {Counted.Of(lost, "message")} that the backup lacks.")) with
        { Recommendation = Recommendations.RestoreFromBackup },
        Restore(diagnosis, backup, lost));

    // A damaged file may have whole messages. Nobody but a person takes it for an account of a session.
    private static int LostWith(SessionEvidence evidence, BackupEvidence backup) =>
        evidence.Salvaged is { } salvaged ? MessageContent.LackingAsTheyAre(
            salvaged.Messages, backup.Document!.CompactMessages()).Count : 0;

    private RepairStep Restore(SessionDiagnosis diagnosis, BackupEvidence backup, int lost) => RepairStep.Of(
        _ => Content(diagnosis.Evidence, backup, backup.Document!.CompactMessages()),
        $"restored {Messages(backup)} from {backup.Name}"
        + (lost == 0 ? "" : $", which lacks {Counted.Of(lost, "message")} that the damaged file has")) with
    { IsRestore = true };

    private RepairStep Merge(SessionDiagnosis diagnosis, BackupEvidence backup, SessionContent live) => RepairStep.Of(
        _ => Content(diagnosis.Evidence, backup, BackupMerge.Merge(backup.Document!.CompactMessages(), live.Messages)),
        $"put the messages of {StoreName(diagnosis)} and {backup.Name} together") with
    { IsRestore = true };

    private SessionContent Content(
        SessionEvidence evidence, BackupEvidence backup, IReadOnlyList<ReadOnlyMemory<byte>> messages) =>
        new(RestoredHead.Of(backup.Document!.Head, (evidence.Content ?? evidence.Unnamed)?.Head,
            store.Dialect.Idle, store.Markers.Describing) with { MessageCount = messages.Count }, messages);

    private static RecoveryFinding Finding(
        string kind, FindingCategory category, SessionDiagnosis diagnosis, BackupEvidence backup, string detail) =>
        Finding(kind, category, diagnosis, backup, diagnosis.Evidence.Count, detail);

    private static RecoveryFinding Finding(string kind, FindingCategory category, SessionDiagnosis diagnosis,
        BackupEvidence backup, int? count, string detail) =>
        new(kind, category, detail) { Path = backup.Name, Offset = backup.Offset, LiveMessages = count,
            BackupMessages = backup.Count };

    private static string Messages(BackupEvidence backup) => Counted.Of(backup.Count ?? 0, "message");

    private static string StoreName(SessionDiagnosis diagnosis) => StoreContext.DocumentName(diagnosis.Id);
}
