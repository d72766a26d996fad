namespace SessionPersistence.Diagnostics;

/// <summary>The ids of log events, in blocks: 1000 store, 2000 journal, 3000 backup, 4000 recovery, 5000 state
/// database. Never used again.</summary>
internal static class EventIds
{
    public const int StoreOpened = 1000;
    public const int StoreIsReadOnly = 1001;
    public const int CheckpointFailed = 1010;
    public const int CheckpointMerged = 1011;
    public const int IndexNotWritten = 1012;
    public const int CheckpointReplacedDamage = 1013;
    public const int DocumentDamaged = 1014;
    public const int BackupPutBack = 1015;
    public const int MessagesLost = 1016;
    public const int DeletionDelayed = 1020;
    public const int DeletionRemovedLink = 1021;
    public const int BackgroundWorkFailed = 1040;
    public const int CloseIncomplete = 1041;

    public const int JournalShardPoisoned = 2000;
    public const int JournalBatchRescued = 2001;
    public const int JournalBroken = 2002;
    public const int JournalRoomRefused = 2003;
    public const int JournalSecondOwner = 2004;
    public const int JournalOpened = 2005;
    public const int JournalBufferedLost = 2006;
    public const int JournalRetirementFailed = 2007;
    public const int JournalShardGone = 2008;
    public const int JournalGone = 2009;

    public const int BackupsNotPruned = 3000;

    public const int RecoveryFinding = 4000;
    public const int DocumentUnreadable = 4001;
}
