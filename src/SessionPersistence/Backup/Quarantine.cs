using System.Globalization;
using SessionPersistence.Catalog;
using SessionPersistence.Storage;

namespace SessionPersistence.Backup;

/// <summary>Keeps files that are about to be replaced, byte for byte:
/// <c>_quarantine/&lt;id&gt;.&lt;n&gt;.json</c>.</summary>
internal sealed class Quarantine(StoreContext store)
{
    private readonly Lazy<FileNumbers> _numbers = new(() => List(store), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Gives the present file of a session a second, durable name.</summary>
    /// <returns>That name, relative to the store's directory.</returns>
    public string Keep(SessionId id)
    {
        var name = NameOf(id, _numbers.Value.Take(id));
        AtomicFile.Quarantine(
            store.Disk, store.Directory.Root, StoreContext.DocumentName(id), store.Directory.Quarantine, name);
        return $"{StoreDirectory.QuarantineName}/{name}";
    }

    /// <summary>Returns the names of what is kept of a session.</summary>
    public IReadOnlyList<string> NamesOf(SessionId id) =>
        [.. _numbers.Value.Of(id).Select(number => NameOf(id, number))];

    private static FileNumbers List(StoreContext store)
    {
        var numbers = new FileNumbers();
        if (store.Disk.FindEntry(store.Directory.Quarantine) is null) return numbers;

        foreach (var entry in store.Disk.ListDirectory(store.Directory.Quarantine))
        {
            if (TryParse(entry.Name, out var id, out var number)) numbers.Add(id, number);
        }

        return numbers;
    }

    private static string NameOf(SessionId id, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{id}.{number}.json");

    private static bool TryParse(string name, out SessionId id, out int number)
    {
        (id, number) = (default, 0);
        return name.Split('.') is [.. { Length: > 0 } session, [>= '1' and <= '9', ..] digits, "json"]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && SessionId.TryParse(string.Join('.', session), out id);
    }
}
