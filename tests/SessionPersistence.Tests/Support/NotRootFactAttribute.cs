namespace SessionPersistence.Tests.Support;

/// <summary>A fact about permissions that bind everyone but the superuser.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotRootFactAttribute : FactAttribute
{
    public NotRootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            Skip = "The superuser may write everywhere, and Windows has no Unix modes.";
    }
}
