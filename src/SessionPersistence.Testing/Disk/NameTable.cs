using System.Collections.Immutable;

namespace SessionPersistence.Testing.Disk;

/// <summary>Changes of names, applied to a picture of directories.</summary>
internal static class NameTable
{
    public delegate ImmutableSortedDictionary<string, NodeName> Lookup(ulong directory);

    public delegate void Store(ulong directory, ImmutableSortedDictionary<string, NodeName> names);

    public static void Apply(PendingName change, Lookup lookup, Store store)
    {
        if (change.SourceName is { } source)
        {
            var losing = lookup(change.SourceDirectory);
            // Across directories the name may have been given away and flushed in the meantime.
            if (change.SourceDirectory == change.Directory
                || (losing.TryGetValue(source, out var named) && named == change.Target))
            {
                store(change.SourceDirectory, losing.Remove(source));
            }
        }

        var names = lookup(change.Directory);
        // Setting alone would keep the case of the old name where names ignore case.
        names = names.Remove(change.Name);
        store(change.Directory, change.Target is { } target ? names.Add(change.Name, target) : names);
    }
}
