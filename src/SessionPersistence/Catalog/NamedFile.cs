using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>One file that a deletion removes: <c>{"name":…,"length":…,"mtime":…,"ctime":…,"inode":…}</c>. What the file
/// system does not say is left out.</summary>
/// <param name="Name">Its name, relative to the directory of the store. No path is ever made of it.</param>
/// <param name="Stamp">What it was when the deletion was written.</param>
internal sealed record NamedFile(string Name, FileStamp Stamp)
{
    /// <summary>Writes a list of files as a JSON array.</summary>
    public static ReadOnlySpan<byte> ToJson(IEnumerable<NamedFile> files)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        JsonText.WriteText(buffer, $"[{string.Join(',', files.Select(file => file.ToJson()))}]");
        return buffer.WrittenSpan;
    }

    /// <summary>Reads such a list; an item that is no file is passed over: it names nothing.</summary>
    public static IReadOnlyList<NamedFile> Parse(ReadOnlySpan<byte> array)
    {
        var files = new List<NamedFile>();
        var items = new JsonItems(array);
        while (items.MoveNext())
        {
            if (ParseOne(array[items.CurrentRange]) is { } file) files.Add(file);
        }

        return files;
    }

    private static NamedFile? ParseOne(ReadOnlySpan<byte> item)
    {
        if (JsonValue.AsString(JsonMembers.Find(item, "name"u8)) is not { } name) return null;
        if (JsonValue.AsInteger(JsonMembers.Find(item, "length"u8)) is not { } length) return null;
        if (JsonValue.AsInstant(JsonMembers.Find(item, "mtime"u8)) is not { } written) return null;

        _ = Utf8Parser.TryParse(JsonMembers.Find(item, "inode"u8), out ulong fileId, out _);
        var changed = JsonValue.AsInstant(JsonMembers.Find(item, "ctime"u8)) ?? default;
        return new(name, new(length, written, changed, fileId));
    }

    private string ToJson()
    {
        var changed = Stamp.ChangeTime == default ? "" : $",\"ctime\":{JsonValue.FromInstant(Stamp.ChangeTime)}";
        var inode = Stamp.FileId > 0 ? string.Create(CultureInfo.InvariantCulture, $",\"inode\":{Stamp.FileId}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":{JsonText.Quote(Name)},\"length\":{Stamp.Length},"
            + $"\"mtime\":{JsonValue.FromInstant(Stamp.LastWriteTime)}{changed}{inode}}}");
    }
}
