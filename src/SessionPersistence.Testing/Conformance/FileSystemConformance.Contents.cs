namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private const int Block = 64 * 1024;

    private static IEnumerable<FileSystemConformanceCase> Contents() =>
    [
        Case("A new file is empty, and open for reading and writing", NewFileIsEmpty),
        Case("What is written at an offset is read at it", WritesAtOffsets),
        Case("A write over old bytes leaves those beside it", OverwritesInPlace),
        Case("A read past the end returns what there is", ReadsPastTheEnd),
        Case("A write of nothing changes nothing", WritesNothing),
        Case("A file that is cut keeps its beginning, and grows again from there", CutsAndGrows),
        Case("A file opened for reading cannot be written", ReadersDoNotWrite),
        Case("A closed file is closed, also twice", ClosedIsClosed),
        Case("Many writes and flushes keep every byte", FlushesManyWrites),
        Case("A flush of nothing succeeds", FlushesNothing),
        Case("A large file comes back whole", KeepsLargeFiles),
        Case("The time of a file moves when it is written", TimeMoves),
    ];

    private static void NewFileIsEmpty(ConformanceFolder folder)
    {
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));

        FileSystemExpect.Same(0, file.Length, "The length of a new file");
        FileSystemExpect.Same(0, file.Read(new byte[4], 0), "What is read of a new file");
        file.Write("x"u8, 0);
        FileSystemExpect.Same("x", ConformanceFolder.TextOf(file), "What was written");
    }

    private static void WritesAtOffsets(ConformanceFolder folder)
    {
        using (var file = folder.Disk.CreateFile(folder.PathOf("a")))
        {
            file.Write("hello "u8, 0);
            file.Write("world"u8, 6);
            FileSystemExpect.Same(11, file.Length, "The length");
            FileSystemExpect.Same("hello world", folder.Read("a"), "What another reader sees at once");
        }

        FileSystemExpect.Same("hello world", folder.Read("a"), "What is there after closing");
        using var again = folder.Disk.OpenFile(folder.PathOf("a"));
        var buffer = new byte[3];
        FileSystemExpect.Same(3, again.Read(buffer, 4), "The number of bytes in the middle");
        FileSystemExpect.SameBytes("o w"u8, buffer, "the middle");
    }

    private static void OverwritesInPlace(ConformanceFolder folder)
    {
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Write("hello world"u8, 0);

        file.Write("W"u8, 6);
        file.Write("D!"u8, 10);

        FileSystemExpect.Same("hello WorlD!", ConformanceFolder.TextOf(file), "The file");
    }

    private static void ReadsPastTheEnd(ConformanceFolder folder)
    {
        folder.Write("a", "hello");
        using var file = folder.Disk.OpenFile(folder.PathOf("a"));
        var buffer = new byte[10];

        FileSystemExpect.Same(2, file.Read(buffer, 3), "A read across the end");
        FileSystemExpect.SameBytes("lo"u8, buffer.AsSpan(0, 2), "the end");
        FileSystemExpect.Same(0, file.Read(buffer, 5), "A read at the end");
        FileSystemExpect.Same(0, file.Read(buffer, 500_000), "A read far behind the end");
        FileSystemExpect.Same(0, file.Read([], 0), "A read of nothing");
    }

    private static void WritesNothing(ConformanceFolder folder)
    {
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Write("ab"u8, 0);

        file.Write([], 1);
        file.Write([], 2);

        FileSystemExpect.Same("ab", ConformanceFolder.TextOf(file), "The file");
    }

    private static void CutsAndGrows(ConformanceFolder folder)
    {
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Write("hello"u8, 0);

        file.SetLength(5);
        file.SetLength(2);
        FileSystemExpect.Same(2, file.Length, "The length after the cut");
        FileSystemExpect.Same(2, folder.Entry("a").Length, "The length that the directory says");

        file.Write("y"u8, 2);
        file.Flush();
        FileSystemExpect.Same("hey", folder.Read("a"), "The file");
        file.SetLength(0);
        FileSystemExpect.Same("", folder.Read("a"), "The file cut to nothing");
    }

    private static void ReadersDoNotWrite(ConformanceFolder folder)
    {
        folder.Write("a", "old");
        using var file = folder.Disk.OpenFile(folder.PathOf("a"));

        FileSystemExpect.Refusal(() => file.Write("x"u8, 0), "A write through a reader");
        FileSystemExpect.Refusal(() => file.SetLength(0), "A cut through a reader");
        FileSystemExpect.Same("old", folder.Read("a"), "The file");
    }

    private static void ClosedIsClosed(ConformanceFolder folder)
    {
        var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Dispose();
        file.Dispose();

        FileSystemExpect.Throws<ObjectDisposedException>(() => file.Write("x"u8, 0), "A write to a closed file");
        FileSystemExpect.Throws<ObjectDisposedException>(() => file.Read(new byte[1], 0), "A read of a closed file");
        FileSystemExpect.Throws<ObjectDisposedException>(file.Flush, "A flush of a closed file");
    }

    private static void FlushesManyWrites(ConformanceFolder folder)
    {
        var content = Pattern(20_000);
        using (var file = folder.Disk.CreateFile(folder.PathOf("a")))
        {
            for (var offset = 0; offset < content.Length; offset += 100)
            {
                file.Write(content.AsSpan(offset, 100), offset);
                if (offset % 5_000 == 0)
                    file.Flush();
            }

            file.Flush();
        }

        folder.Disk.FlushDirectory(folder.Root);
        FileSystemExpect.SameBytes(content, folder.ReadBytes("a"), "the file");
    }

    private static void FlushesNothing(ConformanceFolder folder)
    {
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Flush();
        file.Flush();

        FileSystemExpect.Same(0, file.Length, "The length");
    }

    private static void KeepsLargeFiles(ConformanceFolder folder)
    {
        var content = Pattern(96 * Block);
        using (var file = folder.Disk.CreateFile(folder.PathOf("a")))
        {
            for (var offset = 0; offset < content.Length; offset += 16 * Block)
                file.Write(content.AsSpan(offset, 16 * Block), offset);
            file.Flush();
        }

        FileSystemExpect.Same(content.Length, folder.Entry("a").Length, "The length that the directory says");
        FileSystemExpect.SameBytes(content, folder.ReadBytes("a"), "the file");
    }

    private static void TimeMoves(ConformanceFolder folder)
    {
        var patience = TimeSpan.FromSeconds(5);
        using var file = folder.Disk.CreateFile(folder.PathOf("a"));
        file.Write("x"u8, 0);
        var first = folder.Entry("a").LastWriteTime;

        // File systems count time in steps of up to two seconds.
        var started = TimeProvider.System.GetTimestamp();
        while (folder.Entry("a").LastWriteTime == first && TimeProvider.System.GetElapsedTime(started) < patience)
            file.Write("y"u8, 0);

        FileSystemExpect.That(
            folder.Entry("a").LastWriteTime > first, "The time of a file did not move on when it was written.");
    }

    /// <summary>Bytes that differ at every offset within some distance, so that a block in the wrong place
    /// shows.</summary>
    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 8) ^ (i >> 16));
        return bytes;
    }
}
