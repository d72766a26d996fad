using SessionPersistence.Catalog;
using SessionPersistence.Storage;

namespace SessionPersistence.Backup;

/// <summary>Keeps files that are about to be replaced, byte for byte: <c>_quarantine/&lt;id&gt;.&lt;n&gt;.json</c>.</summary>
internal sealed class Quarantine(StoreContext store)
{
    /// <summary>Gives the present file of a session a second, durable name.</summary>
    /// <returns>That name, relative to the store's directory.</returns>
    public string Keep(SessionId id)
    {
        var number = NamesOf(id).Select(NumberOf).DefaultIfEmpty().Max() + 1;
        var name = $"{id}.{number}.json";
        AtomicFile.Quarantine(store.Disk, store.Directory.Root, StoreContext.DocumentName(id), store.Directory.Quarantine, name);
        return $"{StoreDirectory.QuarantineName}/{name}";
    }

    /// <summary>Returns the names of what is kept of a session.</summary>
    public IReadOnlyList<string> NamesOf(SessionId id)
    {
        if (store.Disk.FindEntry(store.Directory.Quarantine) is null) return [];

        return [.. store.Disk.ListDirectory(store.Directory.Quarantine).Select(e => e.Name).Where(name => NumberOf(name) > 0 && SessionOf(name) == id.Value)];
    }

    private static string SessionOf(string name) => name.Split('.') is [.. var id, _, "json"] ? string.Join('.', id) : "";

    private static int NumberOf(string name) =>
        name.Split('.') is [_, .., var number, "json"] && int.TryParse(number, out var n) ? n : 0;
}
