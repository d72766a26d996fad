namespace SessionPersistence.Testing.Disk;

/// <summary>A trace that only grows; snapshots share it and remember how long it was.</summary>
internal sealed class OperationLog
{
    private readonly List<CrashOperation> _operations = [];

    public int Count
    {
        get
        {
            lock (_operations)
                return _operations.Count;
        }
    }

    public void Add(CrashOperation operation)
    {
        lock (_operations)
            _operations.Add(operation);
    }

    public CrashOperation[] Take(int count)
    {
        lock (_operations)
            return [.. _operations.Take(count)];
    }
}
