using System.Buffers;
using SessionPersistence.Recovery;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Cli;

/// <summary>What a command was told to look at.</summary>
/// <param name="Directory">The directory of the sessions.</param>
/// <param name="StateDb">The database beside them, if any.</param>
/// <param name="IsDeep">Whether every session file is read to its end.</param>
internal sealed record Target(string Directory, string? StateDb, bool IsDeep)
{
    private static readonly SearchValues<char> _needsNoQuotes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");

    public bool HasDirectory =>
        new PhysicalFileSystem().FindEntry(Directory) is { Kind: not FileSystemEntryKind.File };

    public RecoveryScanner OpenScanner(TimeSpan lockTimeout = default) => new(new()
    {
        Directory = Directory,
        Deep = IsDeep,
        LockTimeout = lockTimeout,
        StateDb = StateDb is null ? null : new SqliteStateDb(StateDb),
    });

    public int FailMissing(Screen screen) => screen.Fail($"There is no directory '{Directory}'.");

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
