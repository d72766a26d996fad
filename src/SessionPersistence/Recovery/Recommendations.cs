namespace SessionPersistence;

/// <summary>The codes of <see cref="RecoveryFinding.Recommendation"/>.</summary>
public static class Recommendations
{
    /// <summary>Nothing has to be done.</summary>
    public const string None = "none";

    /// <summary>A person has to decide.</summary>
    public const string ManualReview = "manual_review";

    /// <summary>Restore the session from its backup.</summary>
    public const string RestoreFromBackup = "restore_from_bak";

    /// <summary>The session was deleted: leave it so.</summary>
    public const string DeletedSessionSkipped = "deleted_session_skipped";

    /// <summary>Write the index anew.</summary>
    public const string RebuildIndex = "rebuild_index";

    /// <summary>Write the session from the state database.</summary>
    public const string MaterializeFromStateDb = "materialize_from_state_db";

    /// <summary>Add what was submitted to the session, and mark that it was not answered.</summary>
    /// <remarks>The text of the code is the one that hermes-webui gives, which only audits.</remarks>
    public const string AppendPendingTurn = "audit_only_pending_turn_journal";

    /// <summary>Add the prompt that the session file itself has as pending, and clear it there.</summary>
    public const string AppendPendingMessage = "append_pending_message";

    /// <summary>Write the session from the journal of the store.</summary>
    public const string RebuildFromJournal = "rebuild_from_journal";

    /// <summary>Keep what the file says, as a document of this store.</summary>
    public const string AdoptDocument = "adopt_document";

    /// <summary>Open the store: its start-up finishes what was begun.</summary>
    public const string OpenStore = "open_store";

    /// <summary>A person may put the messages of both together (<see cref="RepairOptions.Merge"/>).</summary>
    public const string MergeBackup = "merge_backup";

    /// <summary>A person may have the histories of a session put together
    /// (<see cref="RepairOptions.Merge"/>).</summary>
    public const string MergeHistories = "merge_histories";

    /// <summary>A person may keep the whole messages of a damaged file (<see cref="RepairOptions.Salvage"/>).</summary>
    public const string SalvageMessages = "salvage_messages";
}
