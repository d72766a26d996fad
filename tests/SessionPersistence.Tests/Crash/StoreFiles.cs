using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>The files of a store, read past the store.</summary>
internal sealed class StoreFiles(CrashFileSystem disk)
{
    private readonly DocumentReader _reader = new(disk, new HermesDocumentReader(), 1L << 30);
    private readonly IReadOnlyList<string> _names = Names(disk, CrashHost.Root);
    private readonly IReadOnlyList<string> _quarantined = Names(disk, $"{CrashHost.Root}/_quarantine");

    private readonly IReadOnlyList<string> _kept = Names(disk, $"{CrashHost.Root}/_deleted");

    public IEnumerable<string> Staging => _names.Concat(_kept).Where(StagingFile.IsStaging);

    /// <summary>Gets the files that are not staging files, in the directory and in the journal.</summary>
    public IEnumerable<string> Lasting => _names.Where(name => !StagingFile.IsStaging(name))
        .Concat(Names(disk, $"{CrashHost.Root}/_journal").Select(name => $"_journal/{name}"));

    public IEnumerable<string> Documents =>
        _names.Where(name => name.EndsWith(".json", StringComparison.Ordinal) && name[0] is not ('_' or '.'));

    /// <summary>Gets why the index is none.</summary>
    public string? IndexFault => SessionIndex.Read(new StoreDirectory(disk, CrashHost.Root)).Fault;

    public IEnumerable<string> Generations(string id) =>
        _names.Where(name => name.StartsWith($"{id}.json.bak", StringComparison.Ordinal));

    /// <summary>Returns what deletions kept of a session; nothing of a copy that cannot be read.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Kept(string id) =>
        [.. _kept.Where(name => name.StartsWith($"{id}.", StringComparison.Ordinal))
            .Select(name => TextsOf($"_deleted/{name}", id)).OfType<IReadOnlyList<string>>()];

    /// <summary>Returns the paths of all files that belong to a session.</summary>
    public IEnumerable<string> Of(string id) =>
    [
        .. _names.Where(name => name == $"{id}.json").Concat(Generations(id)),
        .. _quarantined.Where(name => name.StartsWith($"{id}.", StringComparison.Ordinal))
            .Select(name => $"_quarantine/{name}"),
    ];

    public DocumentReadResult Read(string name, string id) =>
        _reader.Read($"{CrashHost.Root}/{name}", SessionId.Parse(id));

    public IReadOnlyList<string>? TextsOf(string name, string id) =>
        Read(name, id).Document is { } document ? [.. document.CompactMessages()
            .Select(m => SeenSession.TextOf(SessionMessage.FromTrusted(m)))] : null;

    public bool IsAcknowledged(string name, string id) =>
        Read(name, id).Document?.Head.Generation?.AcknowledgedAt is not null;

    /// <summary>Returns the names of a session that are links.</summary>
    public IEnumerable<string> Links(string id) => disk.ListDirectory(CrashHost.Root)
        .Where(entry => entry.Kind == FileSystemEntryKind.Other).Select(entry => entry.Name)
        .Where(name => name.StartsWith($"{id}.json", StringComparison.Ordinal));

    public byte[] Bytes(string name) => BytesAt(disk, $"{CrashHost.Root}/{name}");

    public static byte[] BytesAt(CrashFileSystem disk, string path)
    {
        using var file = disk.OpenFile(path);
        var bytes = new byte[file.Length];
        return bytes[..file.Read(bytes, 0)];
    }

    public IReadOnlyList<DeletedSession> Deletions() =>
        DeletionLedgerFile.Read(new StoreDirectory(disk, CrashHost.Root)).Deletions;

    private static IReadOnlyList<string> Names(CrashFileSystem disk, string path) =>
        disk.FindEntry(path) is null ? [] : [.. disk.ListDirectory(path).Where(e => e.Kind == FileSystemEntryKind.File)
            .Select(e => e.Name).Order(StringComparer.Ordinal)];
}
