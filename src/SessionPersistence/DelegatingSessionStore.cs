namespace SessionPersistence;

/// <summary>Passes every call on to another store: the base of stores that add something to one.</summary>
/// <remarks>Override what changes. Calls that follow from others, such as
/// <see cref="SessionStoreExtensions.ForkAsync"/>, go through the overridden members.</remarks>
/// <param name="innerStore">The store that calls go to; it is disposed with this one.</param>
public abstract class DelegatingSessionStore(ISessionStore innerStore) : ISessionStore
{
    /// <summary>Gets the store that calls go to.</summary>
    protected ISessionStore InnerStore { get; } =
        innerStore ?? throw new ArgumentNullException(nameof(innerStore));

    /// <inheritdoc/>
    public virtual Task<RecoveryReport> OpenAsync(CancellationToken cancellationToken = default) =>
        InnerStore.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual Task<StoreHealth> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        InnerStore.CheckHealthAsync(cancellationToken);

    /// <inheritdoc/>
    public virtual Task<Session> CreateAsync(NewSession session, CancellationToken cancellationToken = default) =>
        InnerStore.CreateAsync(session, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<Session?> LoadAsync(
        SessionId id, MessageRange range = default, CancellationToken cancellationToken = default) =>
        InnerStore.LoadAsync(id, range, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<SessionMetadata?> LoadMetadataAsync(
        SessionId id, CancellationToken cancellationToken = default) =>
        InnerStore.LoadMetadataAsync(id, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) =>
        InnerStore.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        InnerStore.BeginTurnAsync(id, input, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<Turn?> FindOpenTurnAsync(SessionId id, CancellationToken cancellationToken = default) =>
        InnerStore.FindOpenTurnAsync(id, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<WriteResult> AppendAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        long? expectedRevision = null,
        CancellationToken cancellationToken = default) =>
        InnerStore.AppendAsync(id, messages, expectedRevision, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<WriteResult> RewriteAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> messages,
        RewriteReason reason,
        long expectedRevision,
        CancellationToken cancellationToken = default) =>
        InnerStore.RewriteAsync(id, messages, reason, expectedRevision, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<SessionMetadata> UpdateMetadataAsync(
        SessionId id,
        Func<SessionMetadata, SessionMetadata> change,
        CancellationToken cancellationToken = default) =>
        InnerStore.UpdateMetadataAsync(id, change, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<bool> DeleteAsync(
        SessionId id, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerStore.DeleteAsync(id, options, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<OpenTurn> ListOpenTurnsAsync(CancellationToken cancellationToken = default) =>
        InnerStore.ListOpenTurnsAsync(cancellationToken);

    /// <inheritdoc/>
    /// <returns>This store where it is of that type, without a key; else what the inner store has.</returns>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is null && serviceType.IsInstanceOfType(this)
            ? this
            : InnerStore.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return InnerStore.DisposeAsync();
    }
}
