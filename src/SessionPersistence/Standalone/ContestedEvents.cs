namespace SessionPersistence.Standalone;

/// <summary>Finds events of a session that have the same revision and do not say the same, while a journal is opened:
/// two devices wrote it, or a lock was removed.</summary>
internal sealed class ContestedEvents
{
    private readonly Dictionary<SessionTurns, Dictionary<long, (uint Identity, DateTimeOffset CreatedAt)>> _said = [];
    private readonly Dictionary<SessionTurns, string> _files = [];

    /// <summary>Notes an event and where it was found.</summary>
    public void Note(SessionTurns session, in TurnRecord record, uint identity, string file)
    {
        if (!_said.TryGetValue(session, out var said)) _said[session] = said = [];
        if (said.TryAdd(record.Revision, (identity, record.CreatedAt))
            || said[record.Revision] == (identity, record.CreatedAt)) return;

        session.Contest(record.Revision);
        _files.TryAdd(session, file);
    }

    /// <summary>Returns what a person has to decide, once everything is read.</summary>
    public IEnumerable<RecoveryFinding> Findings() =>
        _files.Where(each => each.Key.IsContested).OrderBy(each => each.Key.Id).Select(each => new RecoveryFinding(
            FindingKinds.JournalDiverged, FindingCategory.UnsafeToRepair,
            $"From revision {each.Key.ContestedFrom} on the journal has several accounts of the session, as when two "
            + "devices write it and their files are put together. All of them are read; their files are kept until "
            + "the session was read to its end and then covered.")
        { SessionId = each.Key.Id, Path = each.Value, Recommendation = Recommendations.ManualReview });
}
