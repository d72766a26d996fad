using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>What tells a session's file from every other version of it, without reading it.</summary>
/// <param name="Revision">The revision that the file holds.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="LastWriteTime">When it was written.</param>
/// <param name="FileId">Its inode, where there is one.</param>
/// <param name="IsForeign">Whether another program wrote it.</param>
internal sealed record DocumentStamp(
    long Revision, long Length, DateTimeOffset LastWriteTime, ulong FileId, bool IsForeign)
{
    /// <summary>Gets where everything lies in it, if this store wrote it.</summary>
    public DocumentLayout? Layout { get; init; }

    /// <summary>Gets the CRC-32C of all its bytes, if this store wrote it and that is known.</summary>
    public uint? Crc { get => field ?? Layout?.Crc; init; }

    /// <summary>Gets whether the whole of it was looked at, and not its head alone.</summary>
    public bool IsVerified { get => field || Layout is not null; init; }

    /// <summary>Gets what was wrong with it then.</summary>
    public DocumentFault? Fault { get; init; }

    public static DocumentStamp Of(
        FileSystemEntry entry, long revision, bool isForeign, DocumentLayout? layout = null) =>
        new(revision, entry.Length, entry.LastWriteTime, entry.FileId, isForeign) { Layout = layout };

    /// <summary>Whether another stamp is of the same file and revision, whatever is known of it.</summary>
    public bool Matches(DocumentStamp other) =>
        (Revision, Length, LastWriteTime, FileId) == (other.Revision, other.Length, other.LastWriteTime, other.FileId);

    /// <summary>Whether the name still is the file that was stamped.</summary>
    public bool Matches(FileSystemEntry? entry) =>
        entry is { } found && found.Length == Length && found.LastWriteTime == LastWriteTime && found.FileId == FileId;
}
