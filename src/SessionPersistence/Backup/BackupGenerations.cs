using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Backup;

/// <summary>The generations of a session that were kept before it lost content: <c>&lt;id&gt;.json.bak</c> is the most valuable, <c>.bak.&lt;n&gt;</c> are the others.</summary>
/// <remarks>A generation is a whole document of the state that was visible. None is overwritten.</remarks>
internal sealed class BackupGenerations(StoreDirectory directory, DocumentReader documents)
{
    /// <summary>Makes a generation durable.</summary>
    /// <exception cref="SessionWriteException">The device refused; a stored generation is still there.</exception>
    public void Keep(SessionHead head, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var best = $"{head.Id}.json.bak";
        var bytes = DocumentWriter.Write(head, messages).Bytes.Span;
        var names = NamesOf(head.Id);
        if (!names.Contains(best))
        {
            AtomicFile.Replace(directory.Disk, directory.Root, best, bytes);
            return;
        }

        var further = $"{best}.{names.Select(NumberOf).Max() + 1}";
        var stored = documents.ReadHead(directory.PathOf(best), head.Id);
        if (stored.Head is { } kept && kept.MessageCount >= messages.Count)
        {
            AtomicFile.Replace(directory.Disk, directory.Root, further, bytes);
            return;
        }

        // The old one gets its further name, durably, before the better one takes the best.
        AtomicFile.Quarantine(directory.Disk, directory.Root, best, directory.Root, further);
        AtomicFile.Replace(directory.Disk, directory.Root, best, bytes);
    }

    /// <summary>Returns the names of the generations of a session.</summary>
    public IReadOnlyList<string> NamesOf(SessionId id) =>
        [.. directory.Disk.ListDirectory(directory.Root).Select(e => e.Name).Where(name => IsGenerationOf(name, id))];

    private static bool IsGenerationOf(string name, SessionId id)
    {
        var best = $"{id}.json.bak";
        return name == best || (name.StartsWith(best + ".", StringComparison.Ordinal) && NumberOf(name) > 0);
    }

    private static int NumberOf(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('.') + 1), out var number) ? number : 0;
}
