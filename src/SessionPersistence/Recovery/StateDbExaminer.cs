using SessionPersistence.Catalog;
using SessionPersistence.Diagnostics;
using SessionPersistence.StateDb;

namespace SessionPersistence.Recovery;

/// <summary>Compares a directory with the database that another program keeps of its sessions.</summary>
/// <param name="store">The store.</param>
/// <param name="contents">The files.</param>
/// <param name="tombstones">The sessions that the other program deleted.</param>
/// <param name="stateDb">The database; <see langword="null"/> when none is known.</param>
internal sealed class StateDbExaminer(
    StoreContext store, StoreContents contents, IDocumentVeto tombstones, IStateDb? stateDb)
{
    private readonly HashSet<SessionId> _files = [.. contents.Documents.Select(document => document.Id)];
    private readonly Dictionary<SessionId, long> _recoverable = [];

    // Thousands of rows may be missing, and most say the same.
    private readonly Dictionary<long, string> _missing = [];

    /// <summary>Reads what the database says of sessions whose files do not say it themselves.</summary>
    /// <param name="asked">Sessions of which it matters whether there is a row.</param>
    /// <param name="deletionsAreKnown">Whether every deletion is known; without that, none but a person may bring a
    /// session back.</param>
    /// <param name="findings">Where to put what is found.</param>
    /// <param name="cancellationToken">Observed between rows.</param>
    public async Task<OutsideFacts> ReadAsync(
        IEnumerable<SessionId> asked,
        bool deletionsAreKnown,
        List<RecoveryFinding> findings,
        CancellationToken cancellationToken)
    {
        if (tombstones.Fault is { } fault) findings.Add(Damaged(fault));
        if (stateDb is null) return new(tombstones, null);

        var state = await stateDb.InspectAsync(cancellationToken).ConfigureAwait(false);
        if (StateFinding(state) is { } told) findings.Add(told);

        IReadOnlySet<SessionId>? rows = null;
        try
        {
            rows = await stateDb.FindSessionsAsync(
                [.. asked.Where(id => !_files.Contains(id)).Distinct()], cancellationToken).ConfigureAwait(false);
            if (state.Condition == StateDbCondition.Readable)
                await ReadRowsAsync(deletionsAreKnown, findings, cancellationToken).ConfigureAwait(false);
        }
        catch (StateDbUnavailableException e)
        {
            findings.Add(StateFinding(e.State) ?? Unreadable(e.Message));
        }

        return new(tombstones, stateDb) { Rows = rows, Recoverable = _recoverable,
            MaxDocumentBytes = store.Documents.MaxBytes };
    }

    private async Task ReadRowsAsync(
        bool deletionsAreKnown, List<RecoveryFinding> findings, CancellationToken cancellationToken)
    {
        await foreach (var row in stateDb!.ReadSessionsAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (string.IsNullOrWhiteSpace(row.Id)) continue;
            if (!SessionId.TryParse(row.Id, out var id)) findings.Add(UnsafeId(row.Id));
            else if (IsThere(id)) _recoverable.TryAdd(id, row.Messages);
            else findings.AddRange(Missing(id, row, deletionsAreKnown));
        }
    }

    // Of those that the index knows there may be very many: none is read for that.
    private bool IsThere(SessionId id) =>
        store.Catalog.IsUntouched(id) || _files.Contains(id)
        || (store.Catalog.TryFind(id, out var entry) && (entry.Visible is not null || entry.Fault is not null))
        || store.Disk.FindEntry(store.DocumentPath(id)) is not null;

    private IEnumerable<RecoveryFinding> Missing(SessionId id, StateDbSession row, bool deletionsAreKnown)
    {
        if (!store.Catalog.IsUntouched(id) && store.Catalog.TryFind(id, out var entry) && entry.DeadLives.Count > 0)
        {
            yield return new(FindingKinds.StateDbDeletedTombstone, FindingCategory.Ok,
                "The session was deleted; the state database still has it. It stays deleted.")
            { SessionId = id, Recommendation = Recommendations.DeletedSessionSkipped };
            yield break;
        }

        if (tombstones.Of(id) == DocumentVeto.Tombstoned)
        {
            yield return new(FindingKinds.StateDbDeletedTombstone, FindingCategory.UnsafeToRepair,
                "The session was deleted, and the state database still has it; it is not made again.")
            { SessionId = id, Recommendation = Recommendations.DeletedSessionSkipped };
            yield break;
        }

        if (!_recoverable.TryAdd(id, row.Messages)) yield break;

        if (row.Messages == 0)
        {
            yield return new(FindingKinds.StateDbOrphanRow, FindingCategory.UnsafeToRepair, "The state database has "
                + "the session, without messages, and there is no session file; a person has to say whether it is "
                + "wanted.")
            { SessionId = id, Recommendation = Recommendations.ManualReview };
        }
        else if (!deletionsAreKnown || tombstones.Of(id) == DocumentVeto.Uncertain)
        {
            yield return new(FindingKinds.StateDbMissingSidecar, FindingCategory.UnsafeToRepair, "The state database "
                + $"has {Counted.Of(row.Messages, "message")} of the session and there is no session file; records of "
                + "deletions "
                + "cannot be read, so it may have been deleted.")
            { SessionId = id, Recommendation = Recommendations.ManualReview };
        }
        else
        {
            yield return new(
                FindingKinds.StateDbMissingSidecar, FindingCategory.Repairable, DetailOfMissing(row.Messages))
            { SessionId = id, Recommendation = Recommendations.MaterializeFromStateDb };
        }

        foreach (var finding in Mismatches(id, row)) yield return finding;
    }

    private string DetailOfMissing(long messages)
    {
        if (_missing.TryGetValue(messages, out var known)) return known;

        return _missing[messages] =
            $"The state database has {Counted.Of(messages, "message")} of the session and there is no "
            + "session file; it is written from there.";
    }

    private static IEnumerable<RecoveryFinding> Mismatches(SessionId id, StateDbSession row)
    {
        if (row.ClaimedMessages is { } claimed && claimed != row.Messages)
        {
            yield return new(FindingKinds.StateDbCountMismatch, FindingCategory.Ok, "The row of the session claims "
                + $"{Counted.Of(claimed, "message")}, and there are {row.Messages}; those count.") { SessionId = id };
        }

        foreach (var fault in row.Faults)
        {
            yield return new(FindingKinds.StateDbDamagedValue, FindingCategory.Ok,
                $"Column {fault.Column}: {fault.Detail}") { SessionId = id };
        }
    }

    private static RecoveryFinding Damaged(string fault) => new(FindingKinds.TombstonesDamaged, FindingCategory.Ok,
        $"The list of sessions that the other program deleted cannot be used: {fault}");

    private static RecoveryFinding UnsafeId(string rawId) => new(FindingKinds.UnsafeId, FindingCategory.UnsafeToRepair,
        "The state database has a session of that id, which is no session id; no file is made.")
    { RawId = rawId, Recommendation = Recommendations.ManualReview };

    private static RecoveryFinding? StateFinding(StateDbState state) => state.Condition switch
    {
        StateDbCondition.Readable => null,
        StateDbCondition.Absent => new(FindingKinds.StateDbMissing, FindingCategory.Ok,
            "There is no state database where one was named; it is decided without one."),
        StateDbCondition.OldSchema =>
            new(FindingKinds.StateDbOldSchema, FindingCategory.Ok, $"{state.Detail} No session is made of it."),
        _ => Unreadable(state.Detail),
    };

    private static RecoveryFinding Unreadable(string detail) =>
        new(FindingKinds.StateDbUnreadable, FindingCategory.UnsafeToRepair,
        $"The state database cannot be read: {detail} No session is made of it; backups are restored without it, and "
        + "only the records of deletions forbid that.")
    { Recommendation = Recommendations.ManualReview };
}
