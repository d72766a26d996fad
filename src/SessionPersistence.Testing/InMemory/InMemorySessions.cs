namespace SessionPersistence.Testing;

/// <summary>What in-memory stores keep: one after another can be opened on it.</summary>
internal sealed class InMemorySessions
{
    public Lock Gate { get; } = new();

    public Dictionary<SessionId, InMemorySession> Alive { get; } = [];

    public HashSet<SessionId> Deleted { get; } = [];

    public List<(DeletedSession Deletion, InMemorySession Session)> Deletions { get; } = [];

    public InMemorySession Find(SessionId id) =>
        Alive.TryGetValue(id, out var session) ? session : throw new SessionNotFoundException(id, Deleted.Contains(id));
}
