using SessionPersistence.Journal;

namespace SessionPersistence;

/// <summary>One record of a session where it stands in the journal of a store.</summary>
public sealed record SessionJournalRecord
{
    internal SessionJournalRecord(
        string path, long lineNumber, long offset, JournalRecord record, ReadOnlyMemory<byte> utf8Json)
    {
        (Path, LineNumber, Offset, Utf8Json) = (path, lineNumber, offset, utf8Json);
        (Event, Life, Revision) = (record.Event.Name(), record.Life, record.Revision > 0 ? record.Revision : null);
        (CreatedAt, TurnId) = (record.Body.CreatedAt, record.Body.TurnId);
    }

    /// <summary>Gets the file, relative to the directory of the store.</summary>
    public string Path { get; }

    /// <summary>Gets the number of the line in the file, from 1; blank lines count.</summary>
    public long LineNumber { get; }

    /// <summary>Gets where the line starts, in bytes from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>Gets what happened: <c>created</c>, <c>submitted</c>, <c>completed</c>, <c>appended</c>,
    /// <c>rewritten</c> and so on.</summary>
    public string Event { get; }

    /// <summary>Gets which life of the id it belongs to: one that was deleted and created again has another.</summary>
    public string Life { get; }

    /// <summary>Gets the number of the write; <see langword="null"/> where the record is none.</summary>
    public long? Revision { get; }

    /// <summary>Gets when it happened, by the wall clock of its host.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Gets the turn that it belongs to, if any.</summary>
    public TurnId? TurnId { get; }

    /// <summary>Gets the whole record: one JSON object in UTF-8, with what it carries and its checksum.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }
}
