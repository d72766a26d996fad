namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>A message of a <see cref="HostSession"/>.</summary>
internal sealed record HostMessage(string MessageId, string Role, string Content, double CreatedAt);
