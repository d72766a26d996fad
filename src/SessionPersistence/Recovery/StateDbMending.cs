using System.Globalization;
using SessionPersistence.Catalog;
using SessionPersistence.StateDb;

namespace SessionPersistence.Recovery;

/// <summary>Makes the files that a database has sessions for, before the store serves its first call.</summary>
internal sealed class StateDbMending(
    StoreContext store, IStateDb stateDb, IDocumentVeto tombstones, StoreReplay replay, int degree)
{
    /// <summary>Makes files.</summary>
    /// <param name="wanted">The findings that name them.</param>
    /// <returns>The findings, each with its outcome.</returns>
    public async Task<IReadOnlyList<RecoveryFinding>> MakeAsync(IReadOnlyList<RecoveryFinding> wanted)
    {
        var outcomes = new Dictionary<SessionId, StateDbOutcome>();
        var unread = "The state database did not come to the session.";
        try
        {
            await foreach (var outcome in Start()
                .RunAsync([.. wanted.Select(finding => finding.SessionId!.Value)], CancellationToken.None)
                .ConfigureAwait(false))
            {
                if (outcome.SessionId is { } id) outcomes.TryAdd(id, outcome);
            }
        }
        catch (StateDbUnavailableException e)
        {
            unread = e.Message;
        }

        foreach (var made in outcomes.Where(outcome => outcome.Value.Kind == StateDbOutcomeKind.Materialised))
            replay.Include(made.Key);
        return [.. wanted.Select(
            finding => End(finding, outcomes.GetValueOrDefault(finding.SessionId!.Value), unread))];
    }

    private Reconciliation Start() =>
        new(stateDb, store.Directory, store.Documents,
            [StoreVeto.Read(store.Directory), tombstones]) { Degree = degree };

    private static string Describe(StateDbFault fault) => fault.Row is { } row
        ? string.Create(CultureInfo.InvariantCulture, $" Row {row}: {fault.Detail}")
        : $" {fault.Detail}";

    private static RecoveryFinding End(RecoveryFinding finding, StateDbOutcome? outcome, string unread) =>
        outcome switch
        {
            { Kind: StateDbOutcomeKind.Materialised } => finding with
            {
                Category = FindingCategory.Ok,
                Outcome = new(RepairStatus.Repaired, string.Concat(
                    [outcome.Detail, .. outcome.Faults.Select(Describe)])) { Messages = (int)outcome.Messages },
            },
            { Kind: StateDbOutcomeKind.AlreadyThere } =>
                finding with { Category = FindingCategory.Ok, Outcome = new(RepairStatus.Repaired, outcome.Detail) },
            { Kind: StateDbOutcomeKind.AppearedMeanwhile } =>
                finding with { Category = FindingCategory.Ok, Outcome = new(RepairStatus.Stale, outcome.Detail) },
            _ => finding with { Outcome = new(RepairStatus.Failed, outcome?.Detail ?? unread) },
        };
}
