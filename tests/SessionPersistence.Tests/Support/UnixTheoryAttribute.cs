namespace SessionPersistence.Tests.Support;

/// <summary>A theory about Linux and macOS.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "About calls of Unix.";
    }
}
