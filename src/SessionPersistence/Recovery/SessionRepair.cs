using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>What a session is to be, and what it was when that was decided.</summary>
/// <param name="Evidence">What it was.</param>
/// <param name="Before">Its messages then: how many, and their checksum.</param>
/// <param name="Content">What it is to be.</param>
/// <param name="IsRestore">Whether another copy takes its place; else something is added to it.</param>
internal sealed record SessionRepair(
    SessionEvidence Evidence, (int Count, uint Crc) Before, SessionContent Content, bool IsRestore)
{
    public SessionId Id => Evidence.Id;

    /// <summary>Gets up to which revision histories are put together; 0 where none are.</summary>
    public long Settles { get; init; }

    /// <summary>Returns what tells messages from others.</summary>
    public static (int Count, uint Crc) StampOf(SessionContent? content) =>
        content is null
            ? (0, 0)
            : (content.Messages.Count, MessageContent.Crc(content.Messages, content.Messages.Count));
}
