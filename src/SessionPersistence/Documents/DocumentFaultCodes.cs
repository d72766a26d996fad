namespace SessionPersistence.Documents;

/// <summary>What the kinds of <see cref="DocumentFault"/> are called outside.</summary>
internal static class DocumentFaultCodes
{
    public const string Malformed = "malformed_document";

    public const string Changed = "document_crc_mismatch";

    public const string TooLarge = "document_too_large";

    public const string Unreadable = "document_unreadable";

    public const string UnsupportedFormat = "unsupported_format";

    public const string Linked = "linked_file";

    public static string Of(DocumentFaultKind kind) => kind switch
    {
        DocumentFaultKind.Changed => Changed,
        DocumentFaultKind.TooLarge => TooLarge,
        DocumentFaultKind.Unreadable => Unreadable,
        DocumentFaultKind.Linked => Linked,
        DocumentFaultKind.Newer => UnsupportedFormat,
        _ => Malformed,
    };
}
