using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>Reads a shard of a store as the device gives it: every intact line is used, whatever stands around
/// it.</summary>
internal static class JournalReader
{
    /// <summary>Reads a whole shard.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it.</exception>
    /// <exception cref="StoreUnavailableException">It belongs to a standalone journal.</exception>
    public static ShardContent Read(DurableFileSystem disk, string path, ShardName name)
    {
        using var scanner = ShardScanner.Open(disk, path, name);
        return Read(scanner, name, Path.GetDirectoryName(path) ?? "");
    }

    /// <summary>Reads what a scanner goes through.</summary>
    /// <inheritdoc cref="Read(DurableFileSystem, string, ShardName)"/>
    public static ShardContent Read(ShardScanner scanner, ShardName name, string directory)
    {
        var census = new ShardCensus(name, directory, ShardKind.Store);
        var lines = new List<ShardLine>();
        while (scanner.MoveNext())
        {
            if (!census.Count(scanner)) continue;

            // Kept longer than the buffer of the scanner: a record keeps slices of what it was read from.
            if (JournalRecord.Parse(scanner.Content.ToArray()) is { } record)
                lines.Add(new(census.Number, scanner.Offset, record));
        }

        lines.Sort((a, b) => a.Number.CompareTo(b.Number));
        return census.Sum(lines, scanner.Length);
    }
}
