using SessionPersistence.Catalog;

namespace SessionPersistence.FileStore;

/// <summary>What the passes of <see cref="Maintenance"/> do.</summary>
/// <param name="SavePartial">Saves the partial text of a session's turn.</param>
/// <param name="FinishDeletionAsync">Removes the files of a deleted session.</param>
/// <param name="CheckpointAsync">Brings a session's document up to date.</param>
/// <param name="RetireAsync">Removes the shards that nothing needs.</param>
/// <param name="Expire">Removes the copies of deleted sessions that were kept long enough, and says when the next is
/// due.</param>
/// <param name="VerifyNext">Verifies one document; false when none is left.</param>
internal sealed record MaintenanceWork(
    Action<SessionEntry> SavePartial,
    Func<SessionEntry, Task> FinishDeletionAsync,
    Func<SessionEntry, Task> CheckpointAsync,
    Func<Task> RetireAsync,
    Func<TimeSpan> Expire,
    Func<bool> VerifyNext);
