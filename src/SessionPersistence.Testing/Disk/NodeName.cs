namespace SessionPersistence.Testing.Disk;

/// <summary>What a name stands for.</summary>
internal readonly record struct NodeName(ulong Id, bool IsDirectory);
