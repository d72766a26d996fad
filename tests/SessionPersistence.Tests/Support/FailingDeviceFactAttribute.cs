namespace SessionPersistence.Tests.Support;

/// <summary>A fact that needs a device that takes writes and then refuses to keep them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FailingDeviceFactAttribute : FactAttribute
{
    public FailingDeviceFactAttribute() => Skip = FailingDevice.WhyUnavailable;
}
