namespace SessionPersistence.Cli;

internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Wrong usage, a directory that cannot be read, a session that is not there.</summary>
    public const int CouldNotRun = 3;
}
