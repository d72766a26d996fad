namespace SessionPersistence.Documents;

/// <summary>Why a file is not read as a session, and where it stops being one.</summary>
/// <param name="Kind">What it is instead.</param>
/// <param name="Offset">The byte in the file at which that shows, where one can be named.</param>
/// <param name="Detail">One sentence for a person.</param>
internal sealed record DocumentFault(DocumentFaultKind Kind, long? Offset, string Detail)
{
    /// <summary>Gets the length of a file that is larger than is read.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets how many bytes it may have.</summary>
    public long Limit { get; init; }

    /// <summary>Gets whether it may be otherwise at the next look: the file cannot be read, or is not there.</summary>
    public bool IsPassing => Kind is DocumentFaultKind.Unreadable or DocumentFaultKind.Missing;

    /// <summary>Returns the same of a file in the place of a session that is known: whatever took its place, the
    /// session was there.</summary>
    public DocumentFault OfSession() =>
        Kind == DocumentFaultKind.ForeignFile ? this with { Kind = DocumentFaultKind.Damaged } : this;

    /// <summary>Returns what a list says of the session.</summary>
    public SessionFault ToSessionFault() => new(DocumentFaultCodes.Of(Kind), Detail);
}
