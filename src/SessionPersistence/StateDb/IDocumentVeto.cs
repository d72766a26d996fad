namespace SessionPersistence.StateDb;

/// <summary>Knows sessions that a database must not bring back.</summary>
internal interface IDocumentVeto
{
    /// <summary>Returns what speaks against a document of a session that has none.</summary>
    DocumentVeto Of(SessionId id);

    /// <summary>Gets why not all is known that it should know, and what follows from that; <see langword="null"/>
    /// where it is.</summary>
    string? Fault => null;
}
