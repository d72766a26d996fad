using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>The file <c>&lt;id&gt;.json.bak</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Document">What it holds; <see langword="null"/> when it cannot be read as a session with a list of
/// messages.</param>
/// <param name="Detail">Why it cannot.</param>
internal sealed record BackupEvidence(string Name, SessionDocument? Document, string Detail)
{
    /// <summary>Gets where it is damaged, in bytes from its start.</summary>
    public long? Offset { get; init; }

    /// <summary>Gets how many messages it has.</summary>
    public int? Count => Document?.Messages.Count;

    /// <summary>Gets whether this store made it, before a write that took something away on purpose: it is never
    /// restored unasked.</summary>
    public bool IsGeneration => Document?.Head.Generation is not null;

    /// <summary>Reads a backup.</summary>
    public static BackupEvidence Read(DocumentReader documents, string path, SessionId id)
    {
        var name = System.IO.Path.GetFileName(path);
        try
        {
            var read = documents.Read(path, id);
            var document = read.Fault?.Kind == DocumentFaultKind.ForeignFile
                ? documents.ReadUnnamed(path, id)
                : read.Document;
            return document is { Form: MessagesForm.List } readable
                ? new(name, readable, "")
                : new(name, null, read.Fault?.Detail ?? "It has no list of messages.") { Offset = read.Fault?.Offset };
        }
        catch (UnsupportedFormatException e)
        {
            return new(name, null, e.Message);
        }
    }
}
