namespace SessionPersistence.Documents;

internal sealed partial class DocumentReader
{
    /// <summary>Reads what is whole of a damaged document: members and messages before and behind the damage.</summary>
    /// <returns><see langword="null"/> when nothing is whole, or the file cannot be read at all.</returns>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it.</exception>
    public SalvagedDocument? Salvage(string path, SessionId id) =>
        TryReadBytes(path) is { } bytes ? Salvage(bytes, path, id) : null;

    /// <summary>Reads a file that would be a document if it said of which session it is.</summary>
    /// <returns><see langword="null"/> when it says so, has no list of messages, or cannot be read.</returns>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote it.</exception>
    public SessionDocument? ReadUnnamed(string path, SessionId id)
    {
        if (TryReadBytes(path) is not { } bytes) return null;

        var outline = foreign.Read(bytes, out _);
        if (outline is not { Form: MessagesForm.List } || outline.Members.Find("session_id") is not null) return null;

        ThrowIfNewer(DocumentBookkeeping.Of(outline.Members), path);
        return new()
        {
            Head = HeadOf(outline, DocumentOrigin.Foreign, id),
            Messages = outline.Messages,
            Origin = DocumentOrigin.Foreign,
            Crc = 0,
            Length = bytes.Length,
            CrcMismatch = false,
        };
    }

    private ReadOnlyMemory<byte>? TryReadBytes(string path)
    {
        try
        {
            using var file = disk.OpenFile(path);
            var length = file.Length;
            return length > MaxBytes ? null : ReadBytes(file, length);
        }
        catch (Exception e) when (FaultOf(e) is not null)
        {
            return null;
        }
    }

    private static SalvagedDocument? Salvage(ReadOnlyMemory<byte> bytes, string path, SessionId id)
    {
        if (DocumentSalvage.Read(bytes) is not { } salvaged) return null;

        var outline = new DocumentOutline { Members = salvaged.Members.Select(value => JsonText.Compact(value.Span)),
            Messages = salvaged.Messages, Form = MessagesForm.List };
        var account = DocumentBookkeeping.Of(outline.Members);
        ThrowIfNewer(account, path);
        return new(
            new()
            {
                Head = HeadOf(outline, account.IsOwn ? DocumentOrigin.Own : DocumentOrigin.Foreign, id),
                Messages = outline.Messages,
                Origin = DocumentOrigin.Foreign,
                Crc = 0,
                Length = bytes.Length,
                CrcMismatch = true,
            },
            salvaged.Account());
    }
}
