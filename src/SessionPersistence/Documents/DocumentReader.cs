using System.Runtime.CompilerServices;
using System.Text.Unicode;
using SessionPersistence.Storage;

namespace SessionPersistence.Documents;

/// <summary>Reads session documents, ours and foreign ones.</summary>
/// <remarks>What is wrong with a file is an answer, not an exception. Safe for concurrent use.</remarks>
internal sealed partial class DocumentReader(DurableFileSystem disk, IForeignDocumentReader foreign, long maxBytes)
{
    /// <summary>The largest document that is read where nobody says otherwise, in bytes.</summary>
    public const long DefaultMaxBytes = 256L * 1024 * 1024;

    /// <summary>Throws if no document may be as large as that, or one that no memory holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is so.</exception>
    public static void ThrowIfOutOfRange(
        long maxBytes, [CallerArgumentExpression(nameof(maxBytes))] string? parameter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, 1024L * 1024 * 1024, parameter);
    }

    /// <summary>Gets how many bytes a document may have.</summary>
    public long MaxBytes { get; } = Math.Min(maxBytes, Array.MaxLength);

    /// <summary>Reads a document, whole, and verifies it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="id">The session, which the name of the file decides.</param>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it.</exception>
    public DocumentReadResult Read(string path, SessionId id)
    {
        try
        {
            using var file = disk.OpenFile(path);
            return ReadWhole(file, path, id);
        }
        catch (Exception e) when (FaultOf(e) is { } fault)
        {
            return fault;
        }
    }

    /// <summary>Reads a document that was written by this store, if it is still the same, byte for byte.</summary>
    /// <returns><see langword="null"/> when it is not; who wants to know why reads it as any other.</returns>
    public byte[]? ReadWritten(string path, DocumentLayout written)
    {
        try
        {
            using var file = disk.OpenFile(path);
            if (file.Length != written.Length) return null;

            var bytes = GC.AllocateUninitializedArray<byte>(written.Length);
            return file.Read(bytes, 0) == written.Length && Crc32C.Compute(bytes) == written.Crc ? bytes : null;
        }
        catch (Exception e) when (FaultOf(e) is not null)
        {
            return null;
        }
    }

    /// <summary>Whether a file still is what was written, by its length and its end, which has a checksum of
    /// all.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool IsWritten(string path, WrittenDocument written)
    {
        try
        {
            using var file = disk.OpenFile(path);
            Span<byte> end = stackalloc byte[DocumentTrailer.Length];
            var start = written.Bytes.Length - end.Length;
            return file.Length == written.Bytes.Length && file.Read(end, start) == end.Length
                && end.SequenceEqual(written.Bytes.Span[start..]);
        }
        catch (FileNotFoundException e) when (DiskFault.Is(e))
        {
            return false;
        }
    }

    /// <summary>Throws if a document is larger than will be read: written all the same, it would take the session with
    /// it.</summary>
    /// <exception cref="SessionWriteException">It is; its content stays where it is.</exception>
    public void ThrowIfTooLarge(WrittenDocument document, string name)
    {
        var length = document.Bytes.Length;
        if (length <= MaxBytes) return;

        throw new SessionWriteException(
            $"'{name}' would have {length} bytes; at most {MaxBytes} are read (MaxDocumentBytes).",
            WriteOutcome.NotDone);
    }

    private static DocumentFault? FaultOf(Exception e) => e switch
    {
        _ when !DiskFault.Is(e) => null,
        FileNotFoundException or DirectoryNotFoundException =>
            new(DocumentFaultKind.Missing, null, "There is no such file."),
        _ => new(DocumentFaultKind.Unreadable, null, e.Message),
    };

    private DocumentReadResult ReadWhole(DurableFile file, string path, SessionId id)
    {
        var length = file.Length;
        if (length > MaxBytes) return TooLarge(length);

        return Parse(ReadBytes(file, length), path, id);
    }

    private DocumentFault TooLarge(long length) => new(DocumentFaultKind.TooLarge, null,
        $"The file has {length} bytes; MaxDocumentBytes (--max-document-bytes) lets {MaxBytes} be read.")
    { Bytes = length, Limit = MaxBytes };

    // The length that was compared with the limit: a live owner may make the file longer at any moment.
    private static ReadOnlyMemory<byte> ReadBytes(DurableFile file, long length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        return bytes.AsMemory(0, file.Read(bytes, 0));
    }

    private DocumentReadResult Parse(ReadOnlyMemory<byte> bytes, string path, SessionId id)
    {
        if (bytes.IsEmpty) return new DocumentFault(DocumentFaultKind.Damaged, 0, "The file is empty.");

        var verified = DocumentTrailer.Verify(bytes.Span, out var crc);
        if (verified && ReadOwn(bytes) is { } own) return Document(own, DocumentOrigin.Own);

        var outline = foreign.Read(bytes, out var fault);
        fault ??= outline is null
            ? new(DocumentFaultKind.Damaged, null, "The file is not a document.")
            : FaultOf(outline);
        if (outline is null || fault is not null) return fault!;

        ThrowIfNewer(DocumentBookkeeping.Of(outline.Members), path);
        return Document(outline, DocumentOrigin.Foreign);

        SessionDocument Document(DocumentOutline of, DocumentOrigin origin) => new()
        {
            Head = HeadOf(of, origin, id),
            Messages = of.Messages,
            Form = of.Form,
            Origin = origin,
            Crc = crc,
            Length = bytes.Length,
            CrcMismatch = !verified && of.Members.Find("_crc") is not null,
            DeclaredCount = !verified && DocumentBookkeeping.Of(of.Members) is { IsOwn: true, MessageCount: var count }
                ? count
                : null,
        };
    }

    private static DocumentOutline? ReadOwn(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) return null;

        var outline = new OutlineScanner(bytes, JsonDialect.Strict).ReadWhole();
        return outline is not null && IsOwn(outline)
            ? new() { Members = outline.Members.Detach(), Messages = outline.Messages, Form = outline.Form }
            : null;
    }

    private static bool IsOwn(DocumentOutline outline) =>
        outline.Form == MessagesForm.List && outline.Members.Find("session_id") is not null
            && DocumentBookkeeping.Of(outline.Members).IsOwn;

    private static DocumentFault? FaultOf(DocumentOutline outline)
    {
        if (outline.Members.Find("session_id") is null)
            return new(DocumentFaultKind.ForeignFile, null, "The file is a JSON object without a 'session_id'.");

        return outline.Form == MessagesForm.Other ? new(
            DocumentFaultKind.Damaged, null, "The 'messages' of the file are not a list.") : null;
    }

    private static SessionHead HeadOf(DocumentOutline outline, DocumentOrigin origin, SessionId id)
    {
        var account = DocumentBookkeeping.Of(outline.Members);
        return new()
        {
            Id = id,
            Life = origin == DocumentOrigin.Own ? account.Life : null,
            Revision = origin == DocumentOrigin.Own ? account.Revision ?? 0 : 0,
            HasMessageList = outline.Form == MessagesForm.List,
            MessageCount = outline.Messages.Count,
            OpenTurn = account.OpenTurn,
            RecentTurns = account.RecentTurns,
            RecentWrites = origin == DocumentOrigin.Own ? account.RecentWrites : [],
            Generation = account.Generation,
            Members = outline.Members.Where(name => !MemberOrder.IsReserved(name)),
            ForeignSessionId = OtherId(outline.Members.Find("session_id"), id),
        };
    }

    private static string? OtherId(ReadOnlyMemory<byte>? raw, SessionId id)
    {
        var inside = raw is { } value ? JsonValue.AsString(value.Span)
            ?? System.Text.Encoding.UTF8.GetString(value.Span) : null;
        return inside == id.Value ? null : inside;
    }

    private static void ThrowIfNewer(DocumentBookkeeping account, string path)
    {
        if (account.IsNewer)
            throw new UnsupportedFormatException(Path.GetFileName(path), account.Format.GetValueOrDefault());
    }
}
