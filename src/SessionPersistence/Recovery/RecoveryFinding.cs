namespace SessionPersistence.Recovery;

/// <summary>One thing that start-up found.</summary>
/// <param name="Kind">A stable code, one of <see cref="FindingKinds"/>.</param>
/// <param name="Category">Whether it may be repaired unattended.</param>
/// <param name="Detail">One sentence for a person: what was seen, and what was done about it. Not to be parsed.</param>
public sealed record RecoveryFinding(string Kind, FindingCategory Category, string Detail)
{
    /// <summary>Gets the session that it concerns; <see langword="null"/> for a finding about the store, or about a name that is no session id.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Gets the file, relative to the store's directory.</summary>
    public string? Path { get; init; }

    /// <summary>Gets where in the file, in bytes from its start.</summary>
    public long? Offset { get; init; }

    /// <summary>Gets the turn that it concerns.</summary>
    public TurnId? TurnId { get; init; }
}
