namespace SessionPersistence;

/// <summary>One line of a shard of a <see cref="TurnJournal"/>: a record, or what should be one and cannot be
/// read.</summary>
/// <param name="Shard">The name of the file.</param>
/// <param name="LineNumber">The number of the line in the file, from 1; blank lines count.</param>
/// <param name="Offset">Where the line starts, in bytes from the start of the file.</param>
/// <param name="Record">The record; <see langword="null"/> where the line is malformed.</param>
/// <param name="Malformed">The text of a malformed line, U+FFFD for what is no UTF-8; otherwise
/// <see langword="null"/>.</param>
public sealed record TurnJournalLine(string Shard, long LineNumber, long Offset, TurnRecord? Record, string? Malformed);
