namespace SessionPersistence.Tests.Support;

/// <summary>A fact about Linux and macOS.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Windows has no Unix modes, links without privilege, or named pipes in directories.";
    }
}
