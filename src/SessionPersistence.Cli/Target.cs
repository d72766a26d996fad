using System.Buffers;
using SessionPersistence.Storage;

namespace SessionPersistence.Cli;

/// <summary>What a command was told to look at.</summary>
/// <param name="Directory">The directory of the sessions.</param>
/// <param name="StateDb">The database beside them, if any.</param>
/// <param name="IsDeep">Whether the further backups are read too.</param>
internal sealed record Target(string Directory, string? StateDb, bool IsDeep)
{
    private static readonly SearchValues<char> _needsNoQuotes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

    private static readonly string[] _marks = ["_journal", "_index.json"];

    public bool HasDirectory =>
        new PhysicalFileSystem().FindEntry(Directory) is { Kind: not FileSystemEntryKind.File };

    public RecoveryScanner OpenScanner(TimeSpan lockTimeout = default) => new(
        new() { Directory = Directory, Deep = IsDeep, LockTimeout = lockTimeout },
        stateDb: StateDb is null ? null : new SqliteStateDb(StateDb));

    public int FailMissing(Screen screen) => screen.Fail($"There is no directory '{Directory}'.");

    /// <summary>Says that the directory is not one of sessions, and which below it is.</summary>
    public static int FailOther(string directory, Screen screen, string more = "")
    {
        var disk = new PhysicalFileSystem();
        var meant = disk.ListDirectory(directory)
            .Where(entry => entry.Kind == FileSystemEntryKind.Directory)
            .Select(entry => Path.Join(directory, entry.Name))
            .Where(path => _marks.Any(mark => disk.FindEntry(Path.Join(path, mark)) is not null))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return screen.Fail($"Nothing in '{directory}' is a session, of this program or of hermes-webui."
            + (meant is null ? "" : $" Did you mean '{meant}'?") + more);
    }

    /// <summary>Returns a command on the same target, as it is typed in a shell.</summary>
    public string CommandLine(params IEnumerable<string> words)
    {
        string[] target = StateDb is null
            ? ["--session-dir", Directory]
            : ["--session-dir", Directory, "--state-db", StateDb];
        return string.Join(' ', [SessionPersistence.Cli.CommandLine.Name, .. words, .. target.Select(Quoted)]);
    }

    private static string Quoted(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(_needsNoQuotes)
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
