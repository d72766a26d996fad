namespace SessionPersistence;

/// <summary>One session as a state database has it, without its messages.</summary>
/// <remarks>What a column does not say, or does not exist for, is <see langword="null"/>. Times are epoch
/// seconds.</remarks>
public sealed record StateDbSession
{
    /// <summary>Gets the id as it stands there: any text, also one that is no <see cref="SessionId"/>. Never build a
    /// path of it.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the title.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the model that answers.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the folder that the session works in.</summary>
    public string? Workspace { get; init; }

    /// <summary>Gets the id of the session that this one goes on from; any text.</summary>
    public string? ParentSessionId { get; init; }

    /// <summary>Gets the path of the work tree of version control that the session has for itself.</summary>
    public string? WorktreePath { get; init; }

    /// <summary>Gets the branch of that work tree.</summary>
    public string? WorktreeBranch { get; init; }

    /// <summary>Gets the root of the repository of that work tree.</summary>
    public string? WorktreeRepoRoot { get; init; }

    /// <summary>Gets when that work tree was made; a finite number.</summary>
    public double? WorktreeCreatedAt { get; init; }

    /// <summary>Gets when the session was started; a finite number.</summary>
    public double? StartedAt { get; init; }

    /// <summary>Gets the text that stands in place of the time of the start, where that is no number.</summary>
    public string? StartedAtText { get; init; }

    /// <summary>Gets the text that stands in place of the time of the work tree, where that is no number.</summary>
    public string? WorktreeCreatedAtText { get; init; }

    /// <summary>Gets the number of messages that the row claims.</summary>
    public long? ClaimedMessages { get; init; }

    /// <summary>Gets the number of messages that there are; those that were taken out of the conversation do not
    /// count.</summary>
    public long Messages { get; init; }

    /// <summary>Gets what could not be taken as it is.</summary>
    public IReadOnlyList<StateDbFault> Faults { get; init; } = [];
}
