namespace SessionPersistence.Tests.Crash;

/// <summary>What one may get wrong in a journal with documents behind it.</summary>
public enum Mistake
{
    None,
    GenerationWithoutTheTail,
    AppliesOnlyTheNextRevision,
    RetiresNewestFirst,
    AppliesRecordsOfAnOldLife,
    CheckpointOverANewerRewrite,
    CheckpointOverADeletion,
    FlushErrorToAHelperThread,
    TrustsRecordsThatWereNeverFlushed,
    UnlinksTheDocumentOfTheNewLife,
    DeletesBeforeTheTombstone,
    RestoresWithoutACopy,
}
