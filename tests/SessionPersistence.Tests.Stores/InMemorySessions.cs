namespace SessionPersistence.Tests.Stores;

/// <summary>What in-memory stores keep: one after another can be opened on it.</summary>
public sealed class InMemorySessions
{
    internal Lock Gate { get; } = new();

    internal Dictionary<SessionId, InMemorySession> Alive { get; } = [];

    internal HashSet<SessionId> Deleted { get; } = [];

    internal List<(DeletedSession Deletion, InMemorySession Session)> Deletions { get; } = [];

    internal InMemorySession Find(SessionId id) =>
        Alive.TryGetValue(id, out var session) ? session : throw new SessionNotFoundException(id, Deleted.Contains(id));
}
