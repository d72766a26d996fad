namespace SessionPersistence.Cli;

/// <summary>Remembers how far work is, for whoever looks from time to time.</summary>
internal sealed class LatestProgress : IProgress<RecoveryProgress>
{
    private readonly Lock _gate = new();
    private RecoveryProgress _value;

    public RecoveryProgress Value
    {
        get
        {
            lock (_gate) return _value;
        }
    }

    public void Report(RecoveryProgress value)
    {
        lock (_gate) _value = value;
    }
}
