namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private void Record(CrashOperation entry) => _log.Add(entry);
}
