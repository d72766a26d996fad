namespace SessionPersistence.Recovery;

/// <summary>Examines the sessions of a store that is being opened, and mends what a plan allows.</summary>
internal sealed class StartupMending(Examination examination, SessionMender mender, RepairPlan plan, List<RecoveryFinding> findings)
{
    public async Task RunAsync()
    {
        findings.AddRange(examination.Unsafe());
        foreach (var id in examination.Sessions(plan.Sessions))
        {
            findings.AddRange(await mender.MendAsync(id).ConfigureAwait(false));
        }
    }
}
