namespace SessionPersistence.Documents;

/// <summary>Reads the text of documents that this library did not write.</summary>
internal interface IForeignDocumentReader
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="file">All bytes of the file. What is returned refers to them.</param>
    /// <param name="fault">Why it is no document, when <see langword="null"/> is returned.</param>
    /// <returns>Members without white space and in strict JSON; messages as they were written.</returns>
    DocumentOutline? Read(ReadOnlyMemory<byte> file, out DocumentFault? fault);

    /// <summary>Reads the members before <c>messages</c>.</summary>
    /// <param name="start">The start of the file; it may be cut anywhere.</param>
    /// <returns><see langword="null"/> when <c>messages</c> was not reached.</returns>
    DocumentOutline? ReadHead(ReadOnlyMemory<byte> start);

    /// <summary>Whether a head says all that a list shows, and can be believed without the rest of the
    /// document.</summary>
    bool Suffices(DocumentOutline head);
}
