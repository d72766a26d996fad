namespace SessionPersistence.StateDb;

/// <summary>A database of which only some sessions are looked at.</summary>
internal sealed class SomeSessions(IStateDb stateDb, IReadOnlyCollection<SessionId> sessions) : IStateDb
{
    /// <inheritdoc/>
    public Task<StateDbState> InspectAsync(CancellationToken cancellationToken = default) =>
        stateDb.InspectAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlySet<SessionId>?> FindSessionsAsync(
        IReadOnlyCollection<SessionId> asked, CancellationToken cancellationToken = default) =>
        stateDb.FindSessionsAsync([.. asked.Intersect(sessions)], cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDbSession> ReadSessionsAsync(
        IReadOnlyCollection<SessionId>? only = null, CancellationToken cancellationToken = default) =>
        stateDb.ReadSessionsAsync(only is null ? sessions : [.. only.Intersect(sessions)], cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDbMessage> ReadMessagesAsync(
        IReadOnlyCollection<SessionId> asked, CancellationToken cancellationToken = default) =>
        stateDb.ReadMessagesAsync([.. asked.Intersect(sessions)], cancellationToken);
}
