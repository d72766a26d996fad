namespace SessionPersistence.Recovery;

/// <summary>Finds what is wrong with one session, whatever it is in. Writes nothing.</summary>
internal sealed class SessionExaminer
{
    private readonly ExaminedStore _store;
    private readonly EvidenceReader _evidence;
    private readonly BackupExaminer _backups;
    private readonly DocumentExaminer _documents;
    private readonly TurnExaminer _turns;

    public SessionExaminer(ExaminedStore store, OutsideFacts outside)
    {
        _store = store;
        _evidence = new(store.Store, store.Loader);
        _backups = new(store, outside);
        _turns = new(store, outside);
        _documents = new(store, outside, _turns);
    }

    public SessionDiagnosis Examine(SessionId id)
    {
        var evidence = _evidence.Read(id);
        var diagnosis = new SessionDiagnosis(evidence);
        var plans = new TurnPlans(
            evidence.IsClosed || evidence.WasDeleted ? ForeignJournal.Empty : _store.Turns.Read(id));
        HistoryExaminer.Examine(diagnosis);
        if (evidence is { IsObstructed: true, WasDeleted: false } && _store.ReadBackup(id) is { } behind
            && BackupExaminer.AddObstructed(diagnosis, behind)) return diagnosis;

        if (evidence.IsClosed || evidence.WasDeleted)
        {
            _documents.Examine(diagnosis, null, plans);
            return diagnosis;
        }

        var backup = _store.ReadBackup(id);
        if (backup is not null) _backups.Examine(diagnosis, backup);
        _documents.Examine(diagnosis, backup, plans);
        _turns.ExaminePending(diagnosis, backup, plans);
        _turns.ExamineJournal(diagnosis, plans);
        return diagnosis;
    }
}
