namespace SessionPersistence.Tests.Processes;

/// <summary>A fact that needs a process whose flushes fail.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FlushFaultsFactAttribute : FactAttribute
{
    public FlushFaultsFactAttribute() => Skip = FlushFaults.WhyUnavailable;
}
