using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>What a session was before it lost content: one file that <see cref="BackupGuard"/> keeps.</summary>
/// <remarks>A snapshot of what the file says of itself. Immutable.</remarks>
public sealed record SessionBackup
{
    internal SessionBackup()
    {
    }

    /// <summary>Gets the session.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>Gets the number in the name of the file: 0 for <c>&lt;id&gt;.json.bak</c>, the most valuable one; else
    /// n for <c>.bak.&lt;n&gt;</c>.</summary>
    /// <remarks>A generation gets another number when a more valuable one takes its place.</remarks>
    public required int Number { get; init; }

    /// <summary>Gets the name of the file in the directory of the store.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets when it was kept, by the wall clock of that moment, if that had not gone back; of one that
    /// another program kept, when its file was written.</summary>
    public required DateTimeOffset KeptAt { get; init; }

    /// <summary>Gets why it was kept (<c>edit</c>, <c>undo</c>, <c>clear</c>, <c>compaction</c>, <c>restore</c>,
    /// <c>foreign</c>); <see langword="null"/> where another program kept it.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the revision that the session had; 0 in a file that another program wrote.</summary>
    public long Revision { get; init; }

    /// <summary>Gets the number of messages; 0 where it cannot be read.</summary>
    public int MessageCount { get; init; }

    /// <summary>Gets the length of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets when a person said that the loss was meant; <see langword="null"/> when nobody has.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Gets why the file cannot be read, in one sentence; <see langword="null"/> when its head and its end are
    /// what they should be.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets whether its head can be read, so that it can be loaded unless its messages are damaged.</summary>
    public bool IsReadable => Fault is null;

    /// <summary>Gets whether a person said that the loss was meant.</summary>
    public bool IsAcknowledged => AcknowledgedAt is not null;

    internal string? Life { get; init; }

    internal uint? ContentCrc { get; init; }

    internal static SessionBackup Of(FileSystemEntry file, SessionId id, int number, DocumentHeadResult read) =>
        new()
        {
            SessionId = id,
            Number = number,
            FileName = file.Name,
            KeptAt = read.Head?.Generation?.KeptAt ?? file.LastWriteTime,
            Reason = read.Head?.Generation?.Reason,
            Revision = read.Head?.Revision ?? 0,
            MessageCount = read.Head?.MessageCount ?? 0,
            Bytes = file.Length,
            AcknowledgedAt = read.Head?.Generation?.AcknowledgedAt,
            Fault = read.Fault?.Detail,
            Life = read.Head?.Life,
            ContentCrc = read.Head?.Generation?.ContentCrc,
        };

    /// <summary>Whether two files hold the same state of a session, under whatever name.</summary>
    internal bool HoldsSame(SessionBackup other) =>
        SessionId == other.SessionId && Life == other.Life && Revision == other.Revision
            && MessageCount == other.MessageCount
        && (ContentCrc is null ? Bytes == other.Bytes && other.ContentCrc is null : ContentCrc == other.ContentCrc);

    /// <summary>Whether it is the same generation, under whatever name.</summary>
    internal bool IsSame(SessionBackup other) => HoldsSame(other) && KeptAt == other.KeptAt;

    /// <summary>Compares what would be lost with it: what nobody acknowledged counts more, then more messages, then
    /// more bytes.</summary>
    /// <returns>More than 0 when this one is the more valuable.</returns>
    internal int CompareValue(SessionBackup other) =>
        (IsReadable, !IsAcknowledged, MessageCount,
            Bytes).CompareTo((other.IsReadable, !other.IsAcknowledged, other.MessageCount, other.Bytes));
}
