using SessionPersistence.Catalog;
using SessionPersistence.Recovery;
using SessionPersistence.StateDb;

namespace SessionPersistence.FileStore;

/// <summary>Makes the sessions of an open store that a database has: one record each.</summary>
internal sealed class StateDbRecords(StoreContext store, IStateDb stateDb, RecordRepairs records)
{
    /// <summary>Makes sessions.</summary>
    /// <param name="wanted">The findings that name them.</param>
    /// <returns>The findings, each with its outcome.</returns>
    public async Task<IEnumerable<RecoveryFinding>> MakeAsync(IReadOnlyList<RecoveryFinding> wanted)
    {
        // A backup, or a turn, may have made some of them by now.
        var ids = wanted.Select(finding => finding.SessionId!.Value).ToList();
        var outcomes = ids.Where(IsThere).Distinct()
            .ToDictionary(id => id, _ => new RepairOutcome(RepairStatus.Repaired, "The store has the session by now."));
        try
        {
            await foreach (var (id, content) in StateDbContent.ReadAsync(stateDb,
                [.. ids.Where(id => !outcomes.ContainsKey(id))], store.Documents.MaxBytes).ConfigureAwait(false))
            {
                int? messages = null;
                var (status, detail) = await RepairAttempt.RunAsync(async () =>
                {
                    messages = await MakeAsync(content()).ConfigureAwait(false);
                    return $"It was made with {messages} messages.";
                }).ConfigureAwait(false);
                outcomes[id] = new(status, detail) { Messages = messages };
            }
        }
        catch (StateDbUnavailableException e)
        {
            foreach (var finding in wanted)
                outcomes.TryAdd(finding.SessionId!.Value, new(RepairStatus.Failed, e.Message));
        }

        return wanted.Select(finding => finding with
        {
            Outcome = outcomes.GetValueOrDefault(finding.SessionId!.Value)
                ?? new(RepairStatus.Stale, "The database does not have the session any more."),
        });
    }

    private bool IsThere(SessionId id) =>
        store.Catalog.IsUntouched(id) || (store.Catalog.TryFind(id, out var entry) && entry.Visible is not null);

    private async Task<int> MakeAsync(SessionContent content)
    {
        await records.PublishAsync(new(new(content.Head!.Id), (0, 0), content, IsRestore: false)).ConfigureAwait(false);
        return content.Messages.Count;
    }
}
