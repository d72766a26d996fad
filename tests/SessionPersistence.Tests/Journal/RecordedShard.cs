using SessionPersistence.Journal;

namespace SessionPersistence.Tests.Journal;

/// <summary>A shard of format 1 that a store wrote once and left when its process was killed; every later version must
/// read it.</summary>
/// <remarks>Four sessions, batches of one to three records, a turn with a step and a partial, a rewrite, a deletion, an
/// open turn, and blank lines at the end.</remarks>
internal static class RecordedShard
{
    public static string[] Sessions { get; } = ["kobe", "kyoto", "nara", "osaka"];

    public static string FileName { get; } = Path.GetFileName(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "v1"), "*.jsonl").Single());

    public static ShardName Name { get; } = ShardName.TryParse(FileName, out var name)
        ? name
        : throw new InvalidOperationException("No name of a shard.");

    public static byte[] Bytes { get; } = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Fixtures", "v1", FileName));

    /// <summary>Gets where the blank lines at the end start.</summary>
    public static int End { get; } = Bytes.AsSpan().LastIndexOfAnyExcept((byte)'\n') + 2;

    /// <summary>Returns where one of the last lines starts.</summary>
    /// <param name="fromEnd">1 for the last.</param>
    public static int LineStart(int fromEnd)
    {
        var start = End;
        for (; fromEnd > 0; fromEnd--) start = Bytes.AsSpan(0, start - 1).LastIndexOf((byte)'\n') + 1;
        return start;
    }
}
