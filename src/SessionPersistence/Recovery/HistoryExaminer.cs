using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Tells of a session of which the journal has several histories.</summary>
internal static class HistoryExaminer
{
    public static void Examine(SessionDiagnosis diagnosis)
    {
        if (diagnosis.Evidence is not { Diverged: { } diverged } evidence) return;

        var hidden = evidence.Content is { } content ? diverged.Hidden(content) : 0;
        diagnosis.Add(
            new(FindingKinds.JournalDiverged, FindingCategory.UnsafeToRepair,
                $"From revision {diverged.Fork} on the journal has {Counted.Of(diverged.Histories.Count, "account")} "
                + "of the session, as when two devices write it and their files are put together: they begin in "
                + $"{string.Join(" and ", diverged.Files)}. The one of {diverged.Files[diverged.Visible]} is shown; "
                + $"the others have {Counted.Of(hidden, "message")} that it lacks. Their files are kept until a person "
                + "has the histories put together.")
            {
                Path = $"{StoreDirectory.JournalName}/{diverged.Files[diverged.Visible == 0 ? 1 : 0]}",
                Recommendation = Recommendations.MergeHistories,
            },
            evidence.Content is null ? null : Merge(diverged));
    }

    private static RepairStep Merge(DivergedHistories diverged) => RepairStep.Of(
        content => content!.WithMessages(diverged.Merge(content)),
        $"put {Counted.Of(diverged.Histories.Count, "account")} of the session together") with
    { Settles = diverged.Highest };
}
