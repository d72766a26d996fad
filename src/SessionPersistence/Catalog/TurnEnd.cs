namespace SessionPersistence.Catalog;

/// <summary>The end of an open turn, as its handles are told.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why it ended without its answer.</param>
/// <param name="Revision">The revision of the write that ended it.</param>
/// <param name="SessionIsGone">Whether it ended with its session.</param>
internal sealed record TurnEnd(
    TurnId TurnId, TurnOutcome Outcome, string? Reason, long Revision, bool SessionIsGone);
