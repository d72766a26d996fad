namespace SessionPersistence.Tests.Crash;

/// <summary>The end of a deed, noted when its call has returned. A deed without one may have happened or not.</summary>
/// <param name="Number">The number of the deed.</param>
/// <param name="IsDone">Whether it was acknowledged; otherwise it was refused, and nothing of it may be seen.</param>
/// <param name="Revision">The revision that it made, where it made one.</param>
internal sealed record DeedEnd(int Number, bool IsDone, long Revision);
