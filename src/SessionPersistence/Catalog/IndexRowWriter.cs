using System.Buffers;
using System.Globalization;
using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>Writes rows of the index: the columns of hermes-webui, then the store's account of the session and of its
/// file.</summary>
/// <remarks>
/// The account: <c>properties</c>, <c>life</c>, <c>revision</c>, <c>untitled</c> when the document has no title, and
/// <c>length</c>, <c>mtime</c>, <c>inode</c> of the file if the row says all that the file does, <c>content_crc</c> of
/// one of this store, <c>unverified</c> when only its head was read; then the seal.
/// </remarks>
internal static class IndexRowWriter
{
    /// <summary>Writes a row and its line feed.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="head">What the session is.</param>
    /// <param name="life">Its life, which another program's document does not say.</param>
    /// <param name="file">The file that says just that; <see langword="null"/> when none does, so that the row is for
    /// others to read only.</param>
    public static void Write(ArrayBufferWriter<byte> buffer, SessionHead head, string? life, DocumentStamp? file)
    {
        var start = buffer.WrittenCount;
        JsonText.WriteText(buffer, $"{{\"session_id\":{JsonText.Quote(head.Id.Value)}");
        foreach (var (name, valueOf) in IndexColumns.All)
        {
            if (valueOf(head) is { } value) WriteMember(buffer, name, value.Span);
        }

        if (head.Members.Find("properties") is { } properties) WriteMember(buffer, "properties", properties.Span);
        WriteMember(buffer, "life", JsonText.Bytes(life is null ? "null" : JsonText.Quote(life)).Span);
        WriteMember(buffer, "revision", Number(head.Revision));
        if (head.Members.Find("title") is null) WriteMember(buffer, "untitled", "true"u8);
        if (file is not null && IsWhole(head)) WriteFile(buffer, file);
        SealedLine.Seal(buffer, buffer.WrittenSpan[start..], IndexRow.Seed);
    }

    /// <summary>Whether a row can say all that a list and start-up have to know of a session.</summary>
    /// <remarks>A turn that is open, or was when another program ended, is for start-up to look at, in the
    /// document.</remarks>
    private static bool IsWhole(SessionHead head) =>
        head.OpenTurn is null && !IndexColumns.HasPending(head) && !IndexColumns.IsSet(head, "active_stream_id");

    private static void WriteFile(ArrayBufferWriter<byte> buffer, DocumentStamp file)
    {
        WriteMember(buffer, "length", Number(file.Length));
        WriteMember(buffer, "mtime", JsonText.Bytes(JsonValue.FromInstant(file.LastWriteTime)).Span);
        WriteMember(buffer, "inode", JsonText.Bytes(file.FileId.ToString(CultureInfo.InvariantCulture)).Span);
        if (file.Crc is { } crc) WriteMember(buffer, "content_crc", JsonText.Bytes($"\"{crc:x8}\"").Span);
        if (!file.IsVerified) WriteMember(buffer, "unverified", "true"u8);
    }

    private static void WriteMember(ArrayBufferWriter<byte> buffer, string name, ReadOnlySpan<byte> rawValue)
    {
        buffer.Write(",\""u8);
        JsonText.WriteText(buffer, name);
        buffer.Write("\":"u8);
        JsonText.WriteOnOneLine(buffer, rawValue);
    }

    private static byte[] Number(long value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));
}
