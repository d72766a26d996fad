using SessionPersistence.Catalog;
using SessionPersistence.Recovery;

namespace SessionPersistence.FileStore;

/// <summary>Examines sessions of a store that serves calls, and mends what a plan allows, by records.</summary>
internal sealed class OpenStoreMending(
    StoreContext store, ExaminedStore examined, IStateDb? stateDb, bool deletionsAreKnown, RecordRepairs records)
{
    /// <summary>Mends the sessions of a plan, one after the other.</summary>
    public async Task<IReadOnlyList<RecoveryFinding>> RunAsync(RepairPlan plan)
    {
        var ofDatabase = new List<RecoveryFinding>();
        var contents = StoreContents.List(store.Directory, []);
        var outside = await new StateDbExaminer(
            store, contents, examined.Dialect.ReadTombstones(store.Directory), stateDb)
            .ReadAsync(plan.Sessions, deletionsAreKnown, ofDatabase, CancellationToken.None)
            .ConfigureAwait(false);
        var mender = new SessionMender(new(examined, outside), records, plan);
        var findings = ofDatabase.Where(finding => finding.Kind == FindingKinds.StateDbUnreadable).ToList();
        foreach (var id in plan.Sessions) findings.AddRange(await mender.MendAsync(id).ConfigureAwait(false));

        var wanted = ofDatabase.Where(
            finding => finding.Kind == FindingKinds.StateDbMissingSidecar && plan.Allows(finding)).ToList();
        if (wanted.Count > 0) findings.AddRange(
            await new StateDbRecords(store, stateDb!, records).MakeAsync(wanted).ConfigureAwait(false));
        return findings;
    }
}
