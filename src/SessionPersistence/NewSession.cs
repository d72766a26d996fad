namespace SessionPersistence;

/// <summary>What a session starts with.</summary>
public sealed record NewSession : SessionAttributes
{
    /// <summary>Gets the id; <see langword="null"/> lets the store make one.</summary>
    public SessionId? Id { get; init; }

    /// <summary>Gets the messages that the session starts with, oldest first.</summary>
    public IReadOnlyList<SessionMessage> Messages { get; init; } = [];

    /// <summary>Gets when the session was created; <see langword="null"/> for the time of the call. For sessions that
    /// come from elsewhere.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when the session was last written; <see langword="null"/> for the time of the call. The next write
    /// says its own time.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Gets whether an id that was deleted may be used again. Off, so that get-or-create cannot bring a
    /// deleted session back.</summary>
    /// <remarks>Nothing of the deleted session is read again: the id begins a new life.</remarks>
    public bool ReplaceDeleted { get; init; }

    /// <summary>Makes a session that starts with given attributes.</summary>
    internal static NewSession Of(SessionAttributes attributes) => new()
    {
        Title = attributes.Title,
        Workspace = attributes.Workspace,
        Model = attributes.Model,
        ModelProvider = attributes.ModelProvider,
        Profile = attributes.Profile,
        ProjectId = attributes.ProjectId,
        WorktreePath = attributes.WorktreePath,
        Parent = attributes.Parent,
        Pinned = attributes.Pinned,
        Archived = attributes.Archived,
        Properties = attributes.Properties,
    };
}
