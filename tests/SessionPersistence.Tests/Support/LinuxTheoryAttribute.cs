namespace SessionPersistence.Tests.Support;

/// <summary>A theory about system calls of Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "About system calls of Linux.";
    }
}
