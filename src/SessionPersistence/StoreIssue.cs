namespace SessionPersistence;

/// <summary>One thing that is wrong with a store now.</summary>
/// <param name="Kind">A stable code, one of <see cref="StoreIssueKinds"/>.</param>
/// <param name="Severity">What it makes of the store.</param>
/// <param name="Detail">A sentence for a person: what was seen, where, and what follows; not parsed.</param>
public sealed record StoreIssue(string Kind, StoreStatus Severity, string Detail)
{
    /// <summary>Gets since when, in UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Gets the session concerned, or <see langword="null"/> for an issue of the store.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Gets what led there, if an error did.</summary>
    public Exception? Exception { get; init; }
}
