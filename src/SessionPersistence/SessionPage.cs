namespace SessionPersistence;

/// <summary>One page of a list of sessions.</summary>
/// <param name="Items">The sessions, in the order of the query.</param>
/// <param name="Next">Give it to <see cref="SessionQuery.After"/> for the next page; <see langword="null"/> when this
/// is the last.</param>
public sealed record SessionPage(IReadOnlyList<SessionMetadata> Items, string? Next);
