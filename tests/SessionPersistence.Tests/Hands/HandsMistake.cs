namespace SessionPersistence.Tests.Hands;

/// <summary>What one may get wrong where others touch the directory.</summary>
public enum HandsMistake
{
    None,
    AcknowledgesIntoAFileThatIsGone,
    NamesNoOtherFile,
    WritesOverADamagedFile,
    TakesAPassingErrorForDamage,
    ShowsWhatNobodySaid,
}
