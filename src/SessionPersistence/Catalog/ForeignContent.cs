namespace SessionPersistence.Catalog;

/// <summary>What a session is after another program wrote over its document.</summary>
/// <param name="Content">What both say together.</param>
/// <param name="Lost">What the session was before, where something was taken away on purpose.</param>
internal readonly record struct ForeignContent(SessionContent Content, SessionContent? Lost);
