namespace SessionPersistence.Documents;

/// <summary>Where the messages of a document that was written lie, so that the next one can take their bytes over
/// unread.</summary>
/// <param name="Life">The life that the document is of.</param>
/// <param name="MessageCount">How many messages it has.</param>
/// <param name="MessagesStart">Where the text of the first one begins, with what stands before it.</param>
/// <param name="MessagesEnd">Where the text of the last one ends.</param>
/// <param name="Length">The length of the file.</param>
/// <param name="Crc">CRC-32C of all its bytes.</param>
internal sealed record DocumentLayout(
    string Life, int MessageCount, int MessagesStart, int MessagesEnd, int Length, uint Crc)
{
    /// <summary>Gets where the members behind the messages begin, with what stands before them.</summary>
    public int BehindStart => MessagesEnd + DocumentWriter.EndOfMessages(MessageCount).Length;

    /// <summary>Gets where they end.</summary>
    public int BehindEnd => Length - DocumentTrailer.Length;
}
