using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>What the examination of sessions works on.</summary>
/// <param name="Store">The store.</param>
/// <param name="Loader">Puts documents and records together.</param>
/// <param name="Dialect">What is known of the other program.</param>
/// <param name="Markers">How the other program says that it took messages away on purpose.</param>
/// <param name="Turns">The other program's journals.</param>
/// <param name="IsOwned">Whether somebody else has the store open at the moment: then what is under way is no
/// finding.</param>
internal sealed record ExaminedStore(
    StoreContext Store,
    SessionLoader Loader,
    IForeignDialect Dialect,
    IShrinkMarkers Markers,
    IForeignTurns Turns,
    bool IsOwned)
{
    public string BackupPath(SessionId id) => Store.Directory.PathOf($"{id}{StoreContents.BackupExtension}");

    public bool HasBackup(SessionId id) => Store.Disk.FindEntry(BackupPath(id)) is { Kind: FileSystemEntryKind.File };
}
