namespace SessionPersistence.Tests.Support;

/// <summary>A fact about files that are given away, which only root may.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            Skip = "Only root gives files to other users, and only where files have owners.";
    }
}
