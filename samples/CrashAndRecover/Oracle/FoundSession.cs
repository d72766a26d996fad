namespace CrashAndRecover.Oracle;

/// <summary>A session as the store returned it.</summary>
internal sealed record FoundSession(string Id, string? Title, long Revision, IReadOnlyList<FoundMessage> Messages);
