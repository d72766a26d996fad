using System.Text.Unicode;
using SessionPersistence.Storage;

namespace SessionPersistence.Documents;

internal sealed partial class DocumentReader
{
    private const int FirstChunk = 4096;
    private const int LongestStart = 1024 * 1024;

    /// <summary>Reads the head of a document, at a cost that does not depend on the number of messages.</summary>
    /// <remarks>
    /// A document of ours is taken at its word: its end is looked at, its checksum is not. A foreign document whose
    /// head does not say enough is read whole. The head has the known metadata only
    /// (<see cref="SessionHead.IsPartial"/>).
    /// </remarks>
    /// <inheritdoc cref="Read"/>
    public DocumentHeadResult ReadHead(string path, SessionId id)
    {
        var length = 0L;
        try
        {
            using var file = disk.OpenFile(path);
            length = file.Length;
            if (length > MaxBytes) return DocumentHeadResult.Of(TooLarge(length), length, ReadStart(file, path, id));
            if (ReadHead(file, path, id) is { } head) return DocumentHeadResult.Of(head, length);

            var whole = ReadWhole(file, path, id);
            return whole.Succeeded
                ? DocumentHeadResult.Of(Partial(whole.Document.Head), length)
                : DocumentHeadResult.Of(whole.Fault, length);
        }
        catch (Exception e) when (FaultOf(e) is { } fault)
        {
            return DocumentHeadResult.Of(fault, length);
        }
    }

    private SessionHead? ReadHead(DurableFile file, string path, SessionId id)
    {
        var length = file.Length;

        // Each chunk is as long as all before it, so what is scanned again adds up to no more than what is read.
        var buffer = new byte[Math.Min(FirstChunk, length)];
        var used = 0;
        while (true)
        {
            used += file.Read(buffer.AsSpan(used), used);
            if (HeadIn(buffer.AsMemory(0, used), file, path, id, out var more) is { } head) return head;
            if (!more || used < buffer.Length || used >= length) return null;

            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, length));
        }
    }

    private SessionHead? HeadIn(ReadOnlyMemory<byte> start, DurableFile file, string path, SessionId id, out bool more)
    {
        var outline = new OutlineScanner(start, JsonDialect.Strict).ReadHead();
        if (outline is null || !IsOwn(outline)) outline = foreign.ReadHead(start);
        more = outline is null;
        if (outline is not { Form: MessagesForm.List }
            || !outline.Members.All(member => Utf8.IsValid(member.RawValue.Span))) return null;

        var account = DocumentBookkeeping.Of(outline.Members);
        ThrowIfNewer(account, path);
        var origin = IsOwn(outline) ? DocumentOrigin.Own : DocumentOrigin.Foreign;
        if (account.MessageCount is not { } count || (origin == DocumentOrigin.Foreign && !foreign.Suffices(outline)))
            return null;

        return EndsLike(file, origin) ? Partial(HeadOf(outline, origin, id)) with { MessageCount = count } : null;
    }

    // Of a file that is not read whole: what stands before its messages.
    private SessionHead? ReadStart(DurableFile file, string path, SessionId id)
    {
        var buffer = new byte[Math.Min(LongestStart, file.Length)];
        var start = buffer.AsMemory(0, file.Read(buffer, 0));
        if (foreign.ReadHead(start) is not { Form: MessagesForm.List } outline
            || !outline.Members.All(member => Utf8.IsValid(member.RawValue.Span))) return null;

        var account = DocumentBookkeeping.Of(outline.Members);
        ThrowIfNewer(account, path);
        var head = HeadOf(outline, IsOwn(outline) ? DocumentOrigin.Own : DocumentOrigin.Foreign, id);
        return Partial(head) with { MessageCount = account.MessageCount ?? 0 };
    }

    // A document that was cut off shows it at its end, whatever its head says.
    private static bool EndsLike(DurableFile file, DocumentOrigin origin)
    {
        Span<byte> end = stackalloc byte[DocumentTrailer.Length];
        end = end[..file.Read(end, Math.Max(0, file.Length - end.Length))];
        return origin == DocumentOrigin.Own
            ? DocumentTrailer.IsAtEndOf(end)
            : end.TrimEnd(" \t\r\n"u8) is [.., (byte)'}'];
    }

    private static SessionHead Partial(SessionHead head) =>
        head with { Members = head.Members.Where(MemberOrder.IsMetadata).Detach(), IsPartial = true };
}
