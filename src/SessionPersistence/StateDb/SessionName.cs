using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.StateDb;

/// <summary>What stands under the name of a session's document.</summary>
internal static class SessionName
{
    /// <summary>Returns why no document can be made under the name; <see langword="null"/> when it is free.</summary>
    /// <remarks>A file that is empty or no session is not a session: it must not pass for one, and only a repair may
    /// replace it.</remarks>
    /// <exception cref="IOException">The device refused.</exception>
    public static (StateDbOutcomeKind Kind, string Detail)? Holder(
        StoreDirectory directory, DocumentReader documents, SessionId id)
    {
        var path = directory.PathOf($"{id}.json");
        if (directory.Disk.FindEntry(path) is not { } entry) return null;
        if (entry.Kind != FileSystemEntryKind.File)
            return (StateDbOutcomeKind.NameHeld, "What has the name of the document is no file; it is left as it is.");

        try
        {
            return documents.ReadHead(path, id).Fault switch
            {
                null => (StateDbOutcomeKind.AlreadyThere, "The session has a document."),
                { Kind: DocumentFaultKind.Missing } => null,
                var fault => (StateDbOutcomeKind.NameHeld,
                    $"{fault.Detail} It has the name of the document and is left as it is."),
            };
        }
        catch (UnsupportedFormatException exception)
        {
            return (StateDbOutcomeKind.AlreadyThere, exception.Message);
        }
    }
}
