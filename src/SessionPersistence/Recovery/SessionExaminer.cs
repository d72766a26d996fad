namespace SessionPersistence.Recovery;

/// <summary>Finds what is wrong with one session, whatever it is in. Writes nothing.</summary>
internal sealed class SessionExaminer(ExaminedStore store, OutsideFacts outside)
{
    private readonly EvidenceReader _evidence = new(store.Store, store.Loader);
    private readonly BackupExaminer _backups = new(store, outside);
    private readonly DocumentExaminer _documents = new(outside);
    private readonly TurnExaminer _turns = new(store, outside);

    public SessionDiagnosis Examine(SessionId id)
    {
        var evidence = _evidence.Read(id);
        var diagnosis = new SessionDiagnosis(evidence);
        if (evidence.IsClosed)
        {
            if (evidence.Fault is not null) _documents.Examine(diagnosis, null, static (_, content) => content);
            return diagnosis;
        }

        if (evidence.WasDeleted)
        {
            _documents.Examine(diagnosis, null, static (_, content) => content);
            return diagnosis;
        }

        var backup = store.HasBackup(id) ? BackupEvidence.Read(store.Store.Documents, store.BackupPath(id), id) : null;
        if (backup is not null) _backups.Examine(diagnosis, backup);
        var plans = new TurnPlans(store.Turns.Read(id));
        _documents.Examine(diagnosis, backup, (file, content) => _turns.EndPending(file, content, plans));
        _turns.ExaminePending(diagnosis, backup, plans);
        _turns.ExamineJournal(diagnosis, plans);
        return diagnosis;
    }
}
