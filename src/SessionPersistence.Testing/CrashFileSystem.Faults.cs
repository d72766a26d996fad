using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private readonly List<CrashFault> _faults = [];

    /// <summary>Makes operations go wrong, from now on.</summary>
    /// <param name="plan">Which and how.</param>
    /// <returns>The fault, which counts what it struck and ends when it is disposed. When several fit an operation, the
    /// first one set strikes.</returns>
    public CrashFault Fail(FaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Occurrence, 1, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Times, 1, nameof(plan));
        var fault = new CrashFault(plan, Remove);
        lock (_gate)
            _faults.Add(fault);
        return fault;
    }

    private CrashFault? FindFault(CrashOperation operation)
    {
        lock (_gate)
        {
            CrashFault? striking = null;
            // Every plan counts every operation, also those that another one strikes.
            foreach (var fault in _faults)
                striking = fault.Strikes(operation) ? striking ?? fault : striking;
            return striking;
        }
    }

    private void Remove(CrashFault fault)
    {
        lock (_gate)
            _faults.Remove(fault);
    }

    private (long Count, Exception? Error) FaultedWrite(CrashFault? fault, long length, string path)
    {
        if (fault is null)
            return (length, null);

        var error = DiskErrors.Of(fault.Plan.Error, path, _windows);
        var applied = fault.Plan.AppliedBytes;
        return fault.Plan.Effect switch
        {
            FaultEffect.Applied => (length, error),
            FaultEffect.PartlyApplied => (Math.Clamp(applied < 0 ? length + applied : applied, 0, length), error),
            _ => (0, error),
        };
    }
}
