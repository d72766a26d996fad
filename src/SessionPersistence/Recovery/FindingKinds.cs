using SessionPersistence.Documents;

namespace SessionPersistence;

/// <summary>The codes of <see cref="RecoveryFinding.Kind"/>.</summary>
public static class FindingKinds
{
    /// <summary>A session file cannot be read and there is no other copy; it is left as it is.</summary>
    public const string MalformedDocument = DocumentFaultCodes.Malformed;

    /// <summary>A session file is larger than is read; it is left as it is.</summary>
    public const string DocumentTooLarge = DocumentFaultCodes.TooLarge;

    /// <summary>The file system does not give a session file now; it is left as it is.</summary>
    public const string DocumentUnreadable = DocumentFaultCodes.Unreadable;

    /// <summary>A session file has no list of messages: it is shown as a session without any, and other programs take
    /// it for none.</summary>
    public const string DocumentWithoutMessages = "document_without_messages";

    /// <summary>A session file was written by a newer version of this library; it is left as it is.</summary>
    public const string UnsupportedFormat = DocumentFaultCodes.UnsupportedFormat;

    /// <summary>A session file is readable but its checksum does not match: something else than this library wrote
    /// it.</summary>
    public const string DocumentCrcMismatch = DocumentFaultCodes.Changed;

    /// <summary>Another program wrote a session file while its session had messages that were not in it yet; they were
    /// put together.</summary>
    public const string ForeignWriteMerged = "foreign_write_merged";

    /// <summary>Somebody put a backup of a session in the place of its file; its messages are shown, with what came
    /// after the write that it was kept before.</summary>
    public const string BackupPutBack = "backup_put_back";

    /// <summary>A shard ends in records that were never acknowledged: normal after the loss of power.</summary>
    public const string JournalTornTail = "journal_torn_tail";

    /// <summary>Records that were acknowledged are damaged.</summary>
    public const string JournalDamagedRecord = "journal_damaged_record";

    /// <summary>A record was applied although the write before it is missing.</summary>
    public const string JournalSequenceGap = "journal_sequence_gap";

    /// <summary>The directory of the journal is missing, although the store wrote sessions.</summary>
    public const string JournalMissing = "journal_missing";

    /// <summary>A shard cannot be read at all; the store opens read-only.</summary>
    public const string JournalUnreadable = "journal_unreadable";

    /// <summary>The journal has several accounts of a session under the same revisions, as when two devices write
    /// it.</summary>
    public const string JournalDiverged = "journal_diverged";

    /// <summary>A turn has two endings; the first stands.</summary>
    public const string JournalTerminalCollision = "journal_terminal_collision";

    /// <summary>A turn of a former owner was open; it was ended as interrupted.</summary>
    public const string TurnInterrupted = "turn_interrupted";

    /// <summary>A deletion had not been finished; it was.</summary>
    public const string DeletionUnfinished = "deletion_unfinished";

    /// <summary>The id of a deleted session has a file that is not the deleted one; it is not shown and not
    /// touched.</summary>
    public const string DeletedSessionFile = "deleted_session_file";

    /// <summary>The deletion ledger has damaged lines.</summary>
    public const string LedgerDamaged = "ledger_damaged";

    /// <summary>The name of a file breaks the id rule; it is not touched.</summary>
    public const string UnsafeId = "unsafe_id";

    /// <summary>A file that is no session of this store; it is not touched.</summary>
    public const string ForeignFile = "foreign_file";

    /// <summary>A name of the store is a link, or no regular file: it is neither followed nor replaced.</summary>
    public const string LinkedFile = "linked_file";

    /// <summary>The <c>session_id</c> inside a file differs from its name; the name decides.</summary>
    public const string SessionIdMismatch = "session_id_mismatch";

    /// <summary>The file holds an older revision than the index knows of: another program put an older file
    /// there.</summary>
    public const string DocumentOutdated = "document_outdated";

    /// <summary>There is no index, but session files that an index would have listed.</summary>
    public const string IndexMissing = "index_missing";

    /// <summary>The index is no list of sessions, or has items that are none.</summary>
    public const string IndexDamaged = "index_damaged";

    /// <summary>Something is in the place of a file or directory of the store, so that it cannot be opened.</summary>
    public const string StoreObstructed = "store_obstructed";

    /// <summary>The list of sessions that another program deleted cannot be read: they may come back.</summary>
    public const string TombstonesDamaged = "tombstones_damaged";

    /// <summary>The index lists a session that has no file.</summary>
    public const string IndexMissingFile = "index_missing_file";

    /// <summary>A session has a file that the index does not list.</summary>
    public const string IndexMissingEntry = "index_missing_entry";

    /// <summary>A staging file of a write that never finished; it was removed.</summary>
    public const string StagingLeftover = "staging_leftover";

    /// <summary>A session has fewer messages than its backup, or its file cannot be read, and the backup holds all that
    /// it has.</summary>
    public const string ShrunkenLive = "shrunken_live";

    /// <summary>A session and its backup each have messages that the other lacks.</summary>
    public const string DivergedBackup = "diverged_backup";

    /// <summary>The backup of a readable session cannot be read.</summary>
    public const string MalformedBackup = "malformed_backup";

    /// <summary>There is a backup and no session file.</summary>
    public const string OrphanBackup = "orphan_backup";

    /// <summary>There is a backup and no session file, and the backup cannot be read.</summary>
    public const string MalformedOrphanBackup = "malformed_orphan_backup";

    /// <summary>There is a backup and no session file, and a readable database does not have the session.</summary>
    public const string OrphanBackupWithoutStateRow = "orphan_backup_without_state_row";

    /// <summary>Something is left of a session that was deleted: its row in a database, or a backup.</summary>
    public const string StateDbDeletedTombstone = "state_db_deleted_webui_tombstone";

    /// <summary>The state database cannot be read: what it would have said is unknown.</summary>
    public const string StateDbUnreadable = "state_db_unreadable";

    /// <summary>There is no state database where one was named.</summary>
    public const string StateDbMissing = "state_db_missing";

    /// <summary>The state database is of a version that does not tell which sessions are this program's.</summary>
    public const string StateDbOldSchema = "state_db_old_schema";

    /// <summary>The state database has a session with messages that has no file.</summary>
    public const string StateDbMissingSidecar = "state_db_missing_sidecar";

    /// <summary>The state database has a session without messages that has no file.</summary>
    public const string StateDbOrphanRow = "state_db_orphan_webui_row";

    /// <summary>A row of the state database claims another number of messages than it has.</summary>
    public const string StateDbCountMismatch = "state_db_count_mismatch";

    /// <summary>A row of the state database has values that cannot be taken as they are.</summary>
    public const string StateDbDamagedValue = "state_db_damaged_value";

    /// <summary>A prompt was submitted by another program and is not in its session.</summary>
    public const string PendingTurn = "turn_journal_pending_turn";

    /// <summary>A turn journal of another program has places that cannot be read.</summary>
    public const string TurnJournalDamagedLine = "turn_journal_damaged_line";

    /// <summary>A session file says that a turn is under way, and nobody works on it.</summary>
    public const string StalePendingMessage = "stale_pending_message";
}
