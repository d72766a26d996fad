namespace SessionPersistence.Catalog;

/// <summary>What a session has already of the messages, or of the turn, that a caller gives.</summary>
/// <param name="Kind">Whether the call repeats it.</param>
/// <param name="Revision">The revision that the answer depends on: no answer before it is durable. Of a repeat that of
/// the first write, or 0 where nobody knows it any more.</param>
/// <param name="MessageId">The id that is used again, where it is that of a message.</param>
internal readonly record struct KnownWrite(KnownWriteKind Kind, long Revision = 0, string? MessageId = null);
