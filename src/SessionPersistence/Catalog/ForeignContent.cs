namespace SessionPersistence.Catalog;

/// <summary>What a session is after something else than this store's last document was put under its name.</summary>
/// <param name="Content">What both say together.</param>
/// <param name="Lost">What has to become a backup generation before the file is replaced; <see langword="null"/> when
/// nothing has.</param>
/// <param name="Reason">The reason of the record that takes it in; <see langword="null"/> when the session is what it
/// was.</param>
internal readonly record struct ForeignContent(SessionContent Content, SessionContent? Lost, string? Reason);
