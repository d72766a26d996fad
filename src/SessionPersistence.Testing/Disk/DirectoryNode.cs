using System.Collections.Immutable;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing.Disk;

/// <summary>A directory: the names that the device keeps and the names that readers see.</summary>
internal sealed record DirectoryNode(
    ulong Id,
    ImmutableSortedDictionary<string, NodeName> Durable,
    ImmutableSortedDictionary<string, NodeName> Visible,
    FileOwnership Ownership);
