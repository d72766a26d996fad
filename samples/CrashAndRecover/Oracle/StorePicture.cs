namespace CrashAndRecover.Oracle;

/// <summary>All that the store shows after a start.</summary>
/// <param name="Sessions">The sessions that could be loaded, by id.</param>
/// <param name="Contradictions">Where the store's answers do not agree with each other, or an answer was an
/// error.</param>
internal sealed record StorePicture(
    IReadOnlyDictionary<string, FoundSession> Sessions, IReadOnlyList<Violation> Contradictions);
