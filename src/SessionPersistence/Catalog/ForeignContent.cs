namespace SessionPersistence.Catalog;

/// <summary>A document that another program wrote, without what it took away by accident.</summary>
/// <param name="Content">What it says, and what was put back.</param>
/// <param name="Lost">What the session was before, where something was taken away on purpose.</param>
internal readonly record struct ForeignContent(SessionContent Content, SessionContent? Lost);
