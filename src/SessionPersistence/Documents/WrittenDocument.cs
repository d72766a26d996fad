namespace SessionPersistence.Documents;

/// <summary>The bytes of a document of ours.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Crc">CRC-32C of all its bytes; what <see cref="SessionDocument.Crc"/> will be when it is read.</param>
internal sealed record WrittenDocument(ReadOnlyMemory<byte> Bytes, uint Crc);
