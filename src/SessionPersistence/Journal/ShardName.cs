using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>The name of a shard: <c>&lt;seq&gt;-&lt;nonce&gt;.jsonl</c>. Its id, the part before the dot, seeds the
/// checksum of every line.</summary>
/// <param name="Sequence">1 more than the highest that was there when the shard was made.</param>
/// <param name="Instance">The random name of the store instance that made it: 16 hexadecimal digits.</param>
internal sealed record ShardName(long Sequence, string Instance)
{
    private const string Extension = ".jsonl";

    // No journal gets there by counting; a name beyond it would leave no number for the next shard.
    private const long MaxSequence = 999_999_999_999_999;

    public const string BrokenExtension = ".broken";

    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Sequence:d8}-{Instance}");

    public string FileName => Id + Extension;

    public uint Seed => SealedLine.Seed(Id);

    /// <summary>Lists the shards of a directory, oldest first.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public static IReadOnlyList<ShardName> List(DurableFileSystem disk, string directory)
    {
        var names = new List<ShardName>();
        foreach (var entry in disk.ListDirectory(directory))
        {
            if (TryParse(entry.Name, out var name)) names.Add(name);
        }

        names.Sort((a, b) => (a.Sequence, a.Instance).CompareTo((b.Sequence, b.Instance)));
        return names;
    }

    /// <summary>Lists the files of a directory of a journal that are none of its own, by their names; hidden ones are
    /// left out.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public static IEnumerable<string> ListOthers(DurableFileSystem disk, string directory) =>
        ListFiles(disk, directory, name => !TryParse(name, out _)
            && !name.EndsWith(BrokenExtension, StringComparison.Ordinal) && !LockFiles.IsOne(name) && name[0] != '.');

    /// <summary>Lists the shards that were set aside because they had lost records, by their names.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public static IEnumerable<string> ListBroken(DurableFileSystem disk, string directory) =>
        ListFiles(disk, directory, name => name.EndsWith(BrokenExtension, StringComparison.Ordinal));

    public static bool TryParse(string fileName, [NotNullWhen(true)] out ShardName? name)
    {
        name = null;
        var dash = fileName.IndexOf('-', StringComparison.Ordinal);
        if (dash < 1 || !fileName.EndsWith(Extension, StringComparison.Ordinal)) return false;
        if (!long.TryParse(fileName.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || sequence > MaxSequence) return false;

        name = new(sequence, fileName[(dash + 1)..^Extension.Length]);
        return name.FileName == fileName;
    }

    private static IEnumerable<string> ListFiles(
        DurableFileSystem disk, string directory, Func<string, bool> isMeant) =>
        disk.ListDirectory(directory)
            .Where(entry => entry.Kind != FileSystemEntryKind.Directory && isMeant(entry.Name))
            .Select(entry => entry.Name)
            .Order(StringComparer.Ordinal);
}
