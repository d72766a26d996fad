namespace SessionPersistence.Testing;

/// <summary>The crash that a check has to judge: what was promised before it.</summary>
public sealed class CrashPoint
{
    internal CrashPoint(CrashRun run, int operationCount)
    {
        OperationCount = operationCount;
        Sent = run.SentAt(operationCount);
        Acknowledged = run.AcknowledgedAt(operationCount);
    }

    /// <summary>Gets the number of operations of the scenario before the crash.</summary>
    public int OperationCount { get; }

    /// <summary>Gets what may be on the disk, in the order of <see cref="CrashRun.Send"/>.</summary>
    public IReadOnlyList<object> Sent { get; }

    /// <summary>Gets what must be on the disk, in the order of <see cref="CrashRun.Acknowledge"/>.</summary>
    public IReadOnlyList<object> Acknowledged { get; }
}
