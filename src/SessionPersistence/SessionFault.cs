namespace SessionPersistence;

/// <summary>Why a session that is listed cannot be read, or not wholly.</summary>
/// <param name="Kind">A stable code, one of <see cref="FindingKinds"/>, for example
/// <c>malformed_document</c>.</param>
/// <param name="Detail">One sentence for a person; not parsed.</param>
public sealed record SessionFault(string Kind, string Detail);
