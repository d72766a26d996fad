namespace SessionPersistence.Tests.Crash;

/// <summary>How a call ended: whether the event must be on the disk, or must not.</summary>
internal sealed record EventEnd(int Number, bool IsDone, long Revision);
