using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private static IEnumerable<FileSystemConformanceCase> Stamps() =>
    [
        Case("A file that nobody changes keeps its change time", KeepsChangeTime, FileSystemCapabilities.ChangeTimes),
        Case("A write moves the change time", WriteMovesChangeTime, FileSystemCapabilities.ChangeTimes),
        Case("A new file of a name has a change time of its own", NewFileHasOwnChangeTime,
            FileSystemCapabilities.ChangeTimes),
        Case("Free bytes are unknown or not negative, and asked of a directory that is there", TellsFreeBytes),
    ];

    private static void KeepsChangeTime(ConformanceFolder folder)
    {
        folder.Write("a", "a");
        var before = folder.Entry("a").ChangeTime;
        FileSystemExpect.That(before != default, "A file has no change time.");

        folder.Read("a");
        folder.Write("b", "b");

        FileSystemExpect.Same(before, folder.Entry("a").ChangeTime, "The change time of a file that was read");
    }

    private static void WriteMovesChangeTime(ConformanceFolder folder)
    {
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Write("one"u8, 0);
        var before = folder.Entry("a").ChangeTime;

        FileSystemExpect.That(
            Repeats(() => file.Write("two"u8, 0), () => folder.Entry("a").ChangeTime != before),
            "A write left the change time as it was.");
    }

    private static void NewFileHasOwnChangeTime(ConformanceFolder folder)
    {
        folder.Write("a", "content");
        var before = folder.Entry("a").ChangeTime;

        FileSystemExpect.That(
            Repeats(
                () =>
                {
                    folder.Disk.DeleteFile(folder.PathOf("a"));
                    folder.Write("a", "content");
                },
                () => folder.Entry("a").ChangeTime != before),
            "A file that was made again has the change time of the one before.");
    }

    private static void TellsFreeBytes(ConformanceFolder folder) =>
        FileSystemExpect.That(folder.Disk.GetFreeBytes(folder.Root) is null or >= 0, "Fewer bytes than none are free.");

    /// <summary>The clock of a file system ticks every few milliseconds only: what moves it is done until it
    /// has.</summary>
    private static bool Repeats(Action change, Func<bool> hasMoved)
    {
        const int Most = 100_000;
        for (var n = 0; n < Most; n++)
        {
            change();
            if (hasMoved())
                return true;
        }

        return false;
    }
}
