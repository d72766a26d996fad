using SessionPersistence.Journal;

namespace SessionPersistence.FileStore;

/// <summary>A write that is queued, and what its caller is answered with once it is durable.</summary>
/// <param name="Append">The record.</param>
/// <param name="FirstIndex">The place of the first message in the session.</param>
/// <param name="Messages">The messages as they are stored.</param>
internal sealed record QueuedWrite(JournalAppend Append, int FirstIndex, IReadOnlyList<SessionMessage> Messages);
