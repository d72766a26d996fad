namespace SessionPersistence.Testing.Disk;

/// <summary>The options that outlive one file system: an image of a disk is mounted with those of the disk.</summary>
internal readonly record struct DiskHabits(bool Windows, bool ReplaceWritesOutData);
