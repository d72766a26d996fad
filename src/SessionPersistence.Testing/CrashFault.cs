namespace SessionPersistence.Testing;

/// <summary>A <see cref="FaultPlan"/> at work. Dispose it to let later operations pass.</summary>
public sealed class CrashFault : IDisposable
{
    private readonly Action<CrashFault> _remove;
    private readonly ManualResetEventSlim _struck = new();
    private readonly ManualResetEventSlim _released = new();
    private int _seen;

    internal CrashFault(FaultPlan plan, Action<CrashFault> remove) => (Plan, _remove) = (plan, remove);

    /// <summary>Gets the plan.</summary>
    public FaultPlan Plan { get; }

    /// <summary>Gets how many operations it struck.</summary>
    public int Hits { get; private set; }

    /// <summary>Waits until it struck an operation.</summary>
    /// <returns><see langword="false"/> when the time ran out first.</returns>
    public bool WaitUntilStruck(TimeSpan timeout) => _struck.Wait(timeout);

    /// <summary>Lets go the operations that hang, and all later ones.</summary>
    public void Release()
    {
        _remove(this);
        _released.Set();
    }

    /// <summary>Ends the fault, and lets go what hangs.</summary>
    public void Dispose() => Release();

    internal bool Strikes(CrashOperation operation)
    {
        if (operation.Kind != Plan.Operation || (Plan.PathPattern is { } pattern && !operation.Matches(pattern)))
            return false;

        var turn = ++_seen - Plan.Occurrence;
        if (turn < 0 || turn >= Plan.Times)
            return false;

        Hits++;
        _struck.Set();
        return true;
    }

    internal void WaitForRelease() => _released.Wait();
}
