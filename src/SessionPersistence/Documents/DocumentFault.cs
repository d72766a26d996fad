namespace SessionPersistence.Documents;

/// <summary>Why a file is not read as a session, and where it stops being one.</summary>
/// <param name="Kind">What it is instead.</param>
/// <param name="Offset">The byte in the file at which that shows, where one can be named.</param>
/// <param name="Detail">One sentence for a person.</param>
internal sealed record DocumentFault(DocumentFaultKind Kind, long? Offset, string Detail)
{
    /// <summary>Returns the same of a file in the place of a session that is known: whatever took its place, the
    /// session was there.</summary>
    public DocumentFault OfSession() =>
        Kind == DocumentFaultKind.ForeignFile ? this with { Kind = DocumentFaultKind.Damaged } : this;
}
