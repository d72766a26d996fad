namespace SessionPersistence.Recovery;

/// <summary>Examines the sessions of a store that is being opened, and mends what a plan allows.</summary>
/// <param name="examination">Which sessions.</param>
/// <param name="database">Compares them with a database.</param>
/// <param name="mender">Makes the mender of sessions, once it is known what the database says.</param>
/// <param name="maker">Makes sessions out of the database; <see langword="null"/> when none is known.</param>
/// <param name="deletionsAreKnown">Whether every deletion is known.</param>
/// <param name="plan">What is mended.</param>
/// <param name="findings">Where to put what is found.</param>
internal sealed class StartupMending(
    Examination examination,
    StateDbExaminer database,
    Func<OutsideFacts, SessionMender> mender,
    StateDbMending? maker,
    bool deletionsAreKnown,
    RepairPlan plan,
    List<RecoveryFinding> findings)
{
    public async Task RunAsync()
    {
        findings.AddRange(examination.Unsafe());
        var found = new List<RecoveryFinding>();
        var outside = await database
            .ReadAsync(examination.Mentioned(), deletionsAreKnown, found, CancellationToken.None)
            .ConfigureAwait(false);
        var mending = mender(outside);
        foreach (var id in examination.Sessions(
            plan.IsThorough ? plan.Sessions.Concat(examination.Unverified()) : plan.Sessions))
        {
            findings.AddRange(await mending.MendAsync(id).ConfigureAwait(false));
        }

        // A backup, or a turn, may have made some of them by now.
        var wanted = found.Where(finding => finding.Kind == FindingKinds.StateDbMissingSidecar && plan.Allows(finding))
            .ToList();
        findings.AddRange(found.Except(wanted));
        if (maker is not null && wanted.Count > 0)
            findings.AddRange(await maker.MakeAsync(wanted).ConfigureAwait(false));
    }
}
