using Microsoft.Extensions.Logging;

namespace SessionPersistence.Diagnostics;

/// <summary>Every message that this library logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = EventIds.StoreOpened, Level = LogLevel.Information,
        Message = "Store opened with {Sessions} sessions and {Findings} findings in {Duration}")]
    public static partial void StoreOpened(ILogger logger, int sessions, int findings, TimeSpan duration);

    [LoggerMessage(EventId = EventIds.StoreIsReadOnly, Level = LogLevel.Critical,
        Message = "The store takes no more writes until it is opened again: {Reason}")]
    public static partial void StoreIsReadOnly(ILogger logger, string reason);

    [LoggerMessage(EventId = EventIds.CheckpointFailed, Level = LogLevel.Warning,
        Message = "The document of session {SessionId} could not be written; its records stay in the journal")]
    public static partial void CheckpointFailed(ILogger logger, SessionId sessionId, Exception exception);

    [LoggerMessage(EventId = EventIds.CheckpointMerged, Level = LogLevel.Warning,
        Message = "Another program wrote the document of session {SessionId}; both were put together, and what it "
            + "wrote is kept as {QuarantinedName}")]
    public static partial void CheckpointMerged(ILogger logger, SessionId sessionId, string quarantinedName);

    [LoggerMessage(EventId = EventIds.MessagesLost, Level = LogLevel.Warning,
        Message = "Another program took {Lost} out of {Document}, and neither the journal nor a backup has them")]
    public static partial void MessagesLost(ILogger logger, string document, string lost);

    [LoggerMessage(EventId = EventIds.BackupPutBack, Level = LogLevel.Warning,
        Message = "Somebody put a backup in the place of the document of session {SessionId}; its messages are shown "
            + "again, and the file is kept as {QuarantinedName}")]
    public static partial void BackupPutBack(ILogger logger, SessionId sessionId, string quarantinedName);

    [LoggerMessage(EventId = EventIds.CheckpointReplacedDamage, Level = LogLevel.Warning,
        Message = "The document of session {SessionId} could not be read; it was written anew, and what was there is "
            + "kept as {QuarantinedName}")]
    public static partial void CheckpointReplacedDamage(ILogger logger, SessionId sessionId, string quarantinedName);

    [LoggerMessage(EventId = EventIds.DocumentDamaged, Level = LogLevel.Warning, Message = "{Name}: {Detail}")]
    public static partial void DocumentDamaged(ILogger logger, string name, string detail);

    [LoggerMessage(EventId = EventIds.IndexNotWritten, Level = LogLevel.Warning,
        Message = "The index could not be written; nothing depends on it, and it is tried again")]
    public static partial void IndexNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(EventId = EventIds.DeletionDelayed, Level = LogLevel.Warning,
        Message = "The files of deleted session {SessionId} could not be removed; they are not read, and the next "
            + "start tries again")]
    public static partial void DeletionDelayed(ILogger logger, SessionId sessionId, Exception exception);

    [LoggerMessage(EventId = EventIds.BackgroundWorkFailed, Level = LogLevel.Error,
        Message = "Background work failed; it is tried again")]
    public static partial void BackgroundWorkFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = EventIds.CloseIncomplete, Level = LogLevel.Warning,
        Message = "The store could not finish its work while closing; the next start does")]
    public static partial void CloseIncomplete(ILogger logger, Exception exception);

    [LoggerMessage(EventId = EventIds.JournalShardPoisoned, Level = LogLevel.Error,
        Message = "The device refused a write or a flush of shard {Shard}; nothing more is written to it")]
    public static partial void JournalShardPoisoned(ILogger logger, string shard, Exception exception);

    [LoggerMessage(EventId = EventIds.JournalBatchRescued, Level = LogLevel.Warning,
        Message = "The {Records} records that a poisoned shard may have lost are durable in shard {Shard}")]
    public static partial void JournalBatchRescued(ILogger logger, int records, string shard);

    [LoggerMessage(EventId = EventIds.JournalBroken, Level = LogLevel.Critical,
        Message = "The device refused a second shard too; whether the newest records are on the disk is unknown")]
    public static partial void JournalBroken(ILogger logger, Exception exception);

    [LoggerMessage(EventId = EventIds.JournalShardGone, Level = LogLevel.Error,
        Message = "The file of shard {Shard} was removed, replaced or cut by something else; what it held goes to a "
            + "new one")]
    public static partial void JournalShardGone(ILogger logger, string shard);

    [LoggerMessage(EventId = EventIds.JournalGone, Level = LogLevel.Critical,
        Message = "The place of the journal is not what it was; nothing more is written")]
    public static partial void JournalGone(ILogger logger, Exception exception);

    [LoggerMessage(EventId = EventIds.JournalRoomRefused, Level = LogLevel.Warning,
        Message = "The device has no more room for shard {Shard}; what needs more is refused")]
    public static partial void JournalRoomRefused(ILogger logger, string shard, Exception exception);

    [LoggerMessage(EventId = EventIds.JournalSecondOwner, Level = LogLevel.Critical,
        Message = "Shard {Shard} was made by another process: the lock does not hold on this file system")]
    public static partial void JournalSecondOwner(ILogger logger, string shard);

    [LoggerMessage(EventId = EventIds.DeletionRemovedLink, Level = LogLevel.Warning,
        Message = "{File} of the deleted session {SessionId} was a link: the link was removed, what it led to is left")]
    public static partial void DeletionRemovedLink(ILogger logger, SessionId sessionId, string file);

    [LoggerMessage(EventId = EventIds.JournalOpened, Level = LogLevel.Information,
        Message = "Journal opened with {PendingTurns} pending turns and {Findings} findings in {Duration}")]
    public static partial void JournalOpened(ILogger logger, int pendingTurns, int findings, TimeSpan duration);

    [LoggerMessage(EventId = EventIds.JournalBufferedLost, Level = LogLevel.Error,
        Message = "Records that nobody waited for could not be written and are lost")]
    public static partial void JournalBufferedLost(ILogger logger, Exception exception);

    [LoggerMessage(EventId = EventIds.JournalRetirementFailed, Level = LogLevel.Warning,
        Message = "Shard {Shard} is not needed any more and could not be removed; it is tried again")]
    public static partial void JournalRetirementFailed(ILogger logger, string shard, Exception exception);

    [LoggerMessage(EventId = EventIds.BackupsNotPruned, Level = LogLevel.Warning,
        Message = "Backup generations of session {SessionId} that are too many or too old could not be removed; the "
            + "next rewrite tries again")]
    public static partial void BackupsNotPruned(ILogger logger, SessionId sessionId, Exception exception);

    [LoggerMessage(EventId = EventIds.RecoveryFinding, Message = "Start-up found {Kind} of {Subject}: {Detail}")]
    public static partial void RecoveryFinding(
        ILogger logger, LogLevel level, string kind, string subject, string detail);

    [LoggerMessage(EventId = EventIds.DocumentUnreadable, Level = LogLevel.Warning,
        Message = "The document of session {SessionId} cannot be read any more; the file is left as it is: {Detail}")]
    public static partial void DocumentUnreadable(ILogger logger, SessionId sessionId, string detail);
}
