using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Makes durable what an opening leaves pending, so that a scenario that is not about it is not crashed in all
/// the ways of that alone.</summary>
internal static class DiskRest
{
    /// <summary>Flushes a directory, and the note of its owner, which no opening flushes.</summary>
    public static void Reach(CrashFileSystem disk, string directory, string ownerName)
    {
        using (var note = disk.OpenFile($"{directory}/{ownerName}")) note.Flush();
        disk.FlushDirectory(directory);
    }
}
