namespace SessionPersistence.Documents;

/// <summary>The bytes of a document of ours.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Layout">What to remember of it.</param>
internal sealed record WrittenDocument(ReadOnlyMemory<byte> Bytes, DocumentLayout Layout)
{
    /// <summary>Gets the CRC-32C of all its bytes; what <see cref="SessionDocument.Crc"/> will be when it is
    /// read.</summary>
    public uint Crc => Layout.Crc;
}
