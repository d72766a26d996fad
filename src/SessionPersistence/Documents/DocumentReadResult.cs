using System.Diagnostics.CodeAnalysis;

namespace SessionPersistence.Documents;

/// <summary>A document, or why there is none.</summary>
internal sealed class DocumentReadResult
{
    private DocumentReadResult(SessionDocument? document, DocumentFault? fault) =>
        (Document, Fault) = (document, fault);

    public SessionDocument? Document { get; }

    public DocumentFault? Fault { get; }

    [MemberNotNullWhen(true, nameof(Document))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Document is not null;

    public static implicit operator DocumentReadResult(SessionDocument document) => new(document, null);

    public static implicit operator DocumentReadResult(DocumentFault fault) => new(null, fault);
}
