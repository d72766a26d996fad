namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private static IEnumerable<FileSystemConformanceCase> OpenFiles() =>
    [
        Case("A reader sees what a writer of the same file system writes after it", ReadersFollowWriters),
        Case("A replaced file stays what it was to those who have it open", OpenReaderSurvivesReplace),
        Case("A deleted file stays what it was to those who have it open", OpenReaderSurvivesDelete),
        Case("A writer goes on in a file that was renamed", OpenWriterSurvivesRename),
        Case("A writer whose file was replaced does not touch the new one", OpenWriterSparesReplacement),
        Case("A file can be flushed after it lost its name", FlushesNamelessFile),
        Case("An open file knows whether it still has its name, and how long it is there", FollowsItsName),
    ];

    private static void ReadersFollowWriters(ConformanceFolder folder)
    {
        using var writer = folder.Disk.CreateFile(folder.PathOf("a"));
        writer.Write("one"u8, 0);
        using var reader = folder.Disk.OpenFile(folder.PathOf("a"));
        FileSystemExpect.Same("one", ConformanceFolder.TextOf(reader), "What the reader sees");

        writer.Write(" two"u8, 3);
        writer.Write("O"u8, 0);

        FileSystemExpect.Same("One two", ConformanceFolder.TextOf(reader), "What the reader sees afterwards");
    }

    private static void OpenReaderSurvivesReplace(ConformanceFolder folder)
    {
        folder.Write("a", "old");
        folder.Write("b", "new");
        using (var reader = folder.Disk.OpenFile(folder.PathOf("a")))
        {
            var done = FileSystemExpect.IsAllowed(
                () => folder.Disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a")));

            FileSystemExpect.Same("old", ConformanceFolder.TextOf(reader), "The file that was open");
            FileSystemExpect.Same(done ? "new" : "old", folder.Read("a"), "The name");
            FileSystemExpect.Same(!done, folder.Has("b"), "Whether the new file kept its old name");
            if (done)
                return;
        }

        folder.Disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a"));
        FileSystemExpect.Same("new", folder.Read("a"), "The name, replaced when nobody had it open");
    }

    private static void FollowsItsName(ConformanceFolder folder)
    {
        var path = folder.PathOf("a");
        using var file = folder.Disk.CreateFile(path);
        file.Write("one"u8, 0);
        FileSystemExpect.Same(3L, file.FindLengthByName(), "The length of a file by its name");

        if (!FileSystemExpect.IsAllowed(() => folder.Disk.DeleteFile(path)))
            return;
        FileSystemExpect.Same(null, file.FindLengthByName(), "The length of a file whose name is gone");

        folder.Write("a", "two");
        if (folder.Disk.FindEntry(path) is { FileId: not 0 })
            FileSystemExpect.Same(null, file.FindLengthByName(), "The length of a file whose name is another's");
    }

    private static void OpenReaderSurvivesDelete(ConformanceFolder folder)
    {
        folder.Write("a", "old");
        using (var reader = folder.Disk.OpenFile(folder.PathOf("a")))
        {
            // Windows removes the name at once or when the file is closed.
            FileSystemExpect.IsAllowed(() => folder.Disk.DeleteFile(folder.PathOf("a")));
            FileSystemExpect.Same("old", ConformanceFolder.TextOf(reader), "The file that was open");
        }

        folder.Disk.DeleteFile(folder.PathOf("a"));
        folder.ExpectNames();
    }

    private static void OpenWriterSurvivesRename(ConformanceFolder folder)
    {
        using var writer = folder.Disk.CreateFile(folder.PathOf("a"));
        writer.Write("one"u8, 0);
        var done = FileSystemExpect.IsAllowed(() => folder.Disk.TryPublishFile(folder.PathOf("a"), folder.PathOf("b")));

        writer.Write(" two"u8, 3);
        writer.Flush();

        FileSystemExpect.Same("one two", folder.Read(done ? "b" : "a"), "The file");
        folder.ExpectNames(done ? "b" : "a");
    }

    private static void OpenWriterSparesReplacement(ConformanceFolder folder)
    {
        bool done;
        using (var writer = folder.Disk.CreateFile(folder.PathOf("a")))
        {
            writer.Write("old"u8, 0);
            folder.Write("b", "new");
            done = FileSystemExpect.IsAllowed(() => folder.Disk.ReplaceFile(folder.PathOf("b"), folder.PathOf("a")));

            writer.Write("OLD"u8, 0);
            FileSystemExpect.Same("OLD", ConformanceFolder.TextOf(writer), "What the writer has");
        }

        FileSystemExpect.Same(done ? "new" : "OLD", folder.Read("a"), "The name");
    }

    private static void FlushesNamelessFile(ConformanceFolder folder)
    {
        using (var writer = folder.Disk.CreateFile(folder.PathOf("a")))
        {
            FileSystemExpect.IsAllowed(() => folder.Disk.DeleteFile(folder.PathOf("a")));
            writer.Write("late"u8, 0);
            writer.Flush();
            FileSystemExpect.Same("late", ConformanceFolder.TextOf(writer), "What the writer has");
        }

        folder.Disk.DeleteFile(folder.PathOf("a"));
        folder.ExpectNames();
    }
}
