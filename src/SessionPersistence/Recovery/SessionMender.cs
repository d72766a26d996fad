namespace SessionPersistence.Recovery;

/// <summary>Examines sessions and mends what a plan allows, one session at a time; what cannot be mended stops nothing
/// else.</summary>
internal sealed class SessionMender(SessionExaminer examiner, IRepairTarget target, RepairPlan plan)
{
    /// <summary>Examines and mends one session.</summary>
    /// <returns>Its findings; those that were tried have an outcome.</returns>
    public async Task<IEnumerable<RecoveryFinding>> MendAsync(SessionId id)
    {
        var diagnosis = examiner.Examine(id);
        var chosen = diagnosis.Items.Where(item => item.Step is not null && plan.Allows(item.Finding)).ToList();
        if (chosen.Count == 0)
        {
            if (diagnosis.Evidence.Fault is { } fault) target.Leave(id, fault);
            return diagnosis.Items.Select(item => item.Finding);
        }

        int? messages = null;
        var (status, detail) = await RepairAttempt.RunAsync(async () =>
        {
            (messages, var kept) = await ApplyAsync(diagnosis, chosen).ConfigureAwait(false);
            return kept is null ? "" : $"; the former file is kept as {kept}";
        }).ConfigureAwait(false);
        var tried = chosen.ToHashSet(ReferenceEqualityComparer.Instance);
        return diagnosis.Items.Select(
            item => tried.Contains(item) ? Ended(item, status, detail, messages) : item.Finding);
    }

    private static RecoveryFinding Ended(DiagnosedFinding item, RepairStatus status, string detail, int? messages)
    {
        var isDone = status == RepairStatus.Repaired;
        return item.Finding with
        {
            Category = isDone ? FindingCategory.Ok : item.Finding.Category,
            Outcome = new(status, isDone ? $"It {item.Step!.Done}{detail}." : detail) { Messages = messages },
        };
    }

    // Returns how many messages it has now, and where the former file is kept.
    private async Task<(int Messages, string? Kept)> ApplyAsync(
        SessionDiagnosis diagnosis, IReadOnlyList<DiagnosedFinding> chosen)
    {
        var evidence = diagnosis.Evidence;
        var restores = chosen.Where(item => item.Step!.IsRestore).ToList();
        var content = evidence.Content;
        var before = SessionRepair.StampOf(content);
        foreach (var item in restores) content = await item.Step!.Apply(content).ConfigureAwait(false);

        // A copy is older than the file that it stands for: what the journal has of the session goes on top.
        if (evidence.Content is null) content?.Merge(evidence.Waiting);
        foreach (var item in chosen.Except(restores)) content = await item.Step!.Apply(content).ConfigureAwait(false);

        var kept = await target.PublishAsync(new(evidence, before, content!, restores.Count > 0)
        {
            Settles = chosen.Max(item => item.Step!.Settles),
        }).ConfigureAwait(false);
        return (content!.Messages.Count, kept);
    }
}
