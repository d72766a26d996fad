namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private readonly List<Func<CrashOperation, bool>> _ignored = [];

    /// <summary>Leaves out flushes of files and directories that the predicate picks: the caller is told that they are done.</summary>
    /// <param name="predicate">Asked under the lock of the file system for each flush; must not call it.</param>
    /// <remarks>For proving that a test notices a missing flush.</remarks>
    public void IgnoreFlush(Func<CrashOperation, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
            _ignored.Add(predicate);
    }

    private bool IsIgnored(CrashOperation flush)
    {
        if (!_ignored.Exists(predicate => predicate(flush)))
            return false;
        _current = _current with { Outcome = CrashOperationOutcome.Skipped };
        return true;
    }

    private static bool Defers(CrashOperation flush, ulong id, string path) => false;

    private static void CompleteDeferredFlushes(CrashOperation operation)
    {
    }
}
