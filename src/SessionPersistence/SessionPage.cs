namespace SessionPersistence;

/// <summary>One page of a list of sessions.</summary>
/// <param name="Items">The sessions, in the order of the query.</param>
public sealed record SessionPage(IReadOnlyList<SessionMetadata> Items)
{
    /// <summary>Gets what <see cref="SessionQuery.ContinuationToken"/> is for the next page; <see langword="null"/>
    /// when this is the last.</summary>
    public string? ContinuationToken { get; init; }
}
