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
    /// <summary>Reads the backup of a session; <see langword="null"/> when there is none.</summary>
    public BackupEvidence? ReadBackup(SessionId id)
    {
        var name = $"{id}{StoreContents.BackupExtension}";
        return Store.Disk.FindEntry(Store.Directory.PathOf(name))?.Kind switch
        {
            FileSystemEntryKind.File => BackupEvidence.Read(Store.Documents, Store.Directory.PathOf(name), id),
            FileSystemEntryKind.Directory => new(name, null, "It is a directory."),
            _ => null,
        };
    }
}
