using System.Buffers;
using System.Text.Unicode;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>The index as it stands in the directory: a JSON array with a row for each session, by this store or by
/// hermes-webui. Nothing depends on it.</summary>
/// <remarks>
/// <c>[</c>, a line for each row, <c>]</c>. A row of this store is sealed, so that each is believed or not by itself,
/// whatever happened to the others.
/// </remarks>
internal sealed class SessionIndex
{
    public const string FileName = "_index.json";

    private readonly Dictionary<SessionId, IndexRow> _rows = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    private SessionIndex()
    {
    }

    /// <summary>Gets whether there is a file of that name.</summary>
    public bool Exists { get; private init; }

    /// <summary>Gets whether a directory has its name, so that no index can be written.</summary>
    public bool IsBlocked { get; private init; }

    /// <summary>Gets why the file as a whole is no index; <see langword="null"/> when it is one, or is not
    /// there.</summary>
    public string? Fault { get; private set; }

    /// <summary>Gets the length of the file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Gets how many items of the list are no rows.</summary>
    public int UnusableItems { get; private set; }

    /// <summary>Gets the ids of all rows, whoever wrote them, as they stand there.</summary>
    public IReadOnlySet<string> Ids => _ids;

    /// <summary>Gets whether there is nothing in the file but rows of this store.</summary>
    public bool IsWhole => Fault is null && UnusableItems == 0 && _ids.Count == _rows.Count;

    /// <summary>Gets the number of rows of this store.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Gets when this store last wrote to a session, by the first row of one that it wrote to since it began;
    /// empty where there is none.</summary>
    /// <remarks>The times of a session that was imported, or that another program writes, are what a file says: nothing
    /// is dated by them.</remarks>
    public IReadOnlyList<DateTimeOffset> NewestTime { get; private set; } = [];

    /// <summary>Reads the index of a store. What is wrong with it is an answer, not an exception.</summary>
    public static SessionIndex Read(StoreDirectory directory)
    {
        try
        {
            var path = directory.PathOf(FileName);
            if (directory.Disk.FindEntry(path) is not { } entry) return new();
            if (entry.Kind == FileSystemEntryKind.Other)
                return new() { Exists = true, IsBlocked = true, Fault = LinkedFile.Detail };
            if (entry.Kind == FileSystemEntryKind.Directory)
                return new() { Exists = true, IsBlocked = true, Fault = "It is a directory." };

            var index = new SessionIndex { Exists = true };
            if (!index.TryLoadOwn(directory.Disk, path)) index.LoadForeign(FileContent.Read(directory.Disk, path));
            return index;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            return new() { Exists = true, Fault = $"It cannot be read: {e.Message}" };
        }
    }

    /// <summary>Returns the row of a session that this store wrote; <see langword="default"/> when there is
    /// none.</summary>
    public IndexRow Find(SessionId id) => _rows.GetValueOrDefault(id);

    // Rows of this store are taken also where something else stands between them.
    private bool TryLoadOwn(DurableFileSystem disk, string path)
    {
        using var file = disk.OpenFile(path);
        Length = file.Length;
        using var lines = new LineReader(file, Length);
        var buffer = new ArrayBufferWriter<byte>();
        var isOurs = lines.MoveNext() && lines.Line.Span is [(byte)'['];
        var isEnded = false;
        while (lines.MoveNext())
        {
            var line = lines.Line.Span;
            isOurs &= !isEnded;
            isEnded = line is [(byte)']'];
            if (isEnded) continue;

            if (IndexRow.TryRead(line is [.. var row, (byte)','] ? row : line, buffer, out var id, out var read))
                Add(id, read);
            else isOurs = false;
        }

        return isOurs && isEnded;
    }

    private void Add(SessionId id, IndexRow row)
    {
        if (NewestTime is [] && row is { Life: not null, Revision: > 1 }) NewestTime = [row.UpdatedAt];
        _rows[id] = row;
        _ids.Add(id.Value);
    }

    // Another program wrote it, or it is damaged: what can be read as JSON still tells which sessions it lists.
    private void LoadForeign(ReadOnlySpan<byte> file)
    {
        _ids.Clear();
        if (!Utf8.IsValid(file) || !IsOneValue(file)) Fault = "It is not JSON.";
        else if (new JsonScanner(file).Peek() != '[') Fault = "It is JSON, but no list.";
        if (Fault is not null) return;

        var items = new JsonItems(file);
        while (items.MoveNext())
        {
            if (JsonValue.AsString(JsonMembers.Find(items.Current, "session_id"u8)) is { } id
                && !string.IsNullOrWhiteSpace(id)) _ids.Add(id);
            else UnusableItems++;
        }
    }

    private static bool IsOneValue(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json, JsonDialect.Tolerant);
        return scanner.TryTakeValue(out _) && scanner.Peek() == 0 && scanner.Position == json.Length;
    }
}
