using System.Diagnostics.CodeAnalysis;

namespace SessionPersistence.Documents;

/// <summary>The head of a document, or why there is none.</summary>
internal sealed class DocumentHeadResult
{
    private DocumentHeadResult(SessionHead? head, long length, DocumentFault? fault) =>
        (Head, Length, Fault) = (head, length, fault);

    public SessionHead? Head { get; }

    /// <summary>Gets the length of the file in bytes; 0 when it could not be learned.</summary>
    public long Length { get; }

    public DocumentFault? Fault { get; }

    /// <summary>Gets what the start of a file says that is larger than is read.</summary>
    public SessionHead? Known { get; private init; }

    /// <summary>Gets who wrote the document, by its head alone: the checksum was not computed.</summary>
    public DocumentOrigin Origin => Head?.Life is null ? DocumentOrigin.Foreign : DocumentOrigin.Own;

    [MemberNotNullWhen(true, nameof(Head))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Head is not null;

    public static DocumentHeadResult Of(SessionHead head, long length) => new(head, length, null);

    public static DocumentHeadResult Of(DocumentFault fault, long length, SessionHead? known = null) =>
        new(null, length, fault) { Known = known };
}
