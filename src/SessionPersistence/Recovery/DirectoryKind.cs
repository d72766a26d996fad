namespace SessionPersistence;

/// <summary>What a directory turned out to be.</summary>
public enum DirectoryKind
{
    /// <summary>There is something in it that a store, a journal or hermes-webui keeps, or a session.</summary>
    Store,

    /// <summary>There is no such directory.</summary>
    Missing,

    /// <summary>There is nothing in it, but for names that begin with a dot.</summary>
    Empty,

    /// <summary>There is something in it, and nothing of that is a session or belongs to one.</summary>
    Other,
}
