namespace SessionPersistence.Tests.Crash;

/// <summary>The host's own document of a session is durable up to a revision.</summary>
internal sealed record CoverDeed(string Session, long Revision);
