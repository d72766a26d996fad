using SessionPersistence.Catalog;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.StateDb;

/// <summary>What ledger and journal of a store say of its sessions.</summary>
/// <remarks>A line of the ledger or of a shard that was lost may have been a deletion: then nobody knows, and a person
/// decides.</remarks>
internal sealed class StoreVeto : IDocumentVeto
{
    private readonly HashSet<SessionId> _deleted = [];
    private readonly HashSet<(SessionId Id, string Life)> _dead = [];
    private readonly HashSet<(SessionId Id, string Life)> _written = [];
    private readonly HashSet<SessionId> _alive = [];
    private bool _lostSome;

    private StoreVeto()
    {
    }

    /// <summary>Reads the ledger and the journal of a store that nobody has open.</summary>
    /// <exception cref="StoreUnavailableException">One of them cannot be read.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote a shard.</exception>
    public static StoreVeto Read(StoreDirectory directory)
    {
        var veto = new StoreVeto();
        try
        {
            veto.Add(DeletionLedgerFile.Read(directory));
            foreach (var entry in directory.Disk.ListDirectory(directory.Journal)) veto.AddShard(directory, entry.Name);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw new StoreUnavailableException(directory.Root, exception.Message, exception);
        }

        veto._alive.UnionWith(veto._written.Except(veto._dead).Select(life => life.Id));
        return veto;
    }

    /// <inheritdoc/>
    public DocumentVeto Of(SessionId id) =>
        _alive.Contains(id) ? DocumentVeto.Alive
        : _deleted.Contains(id) ? DocumentVeto.Deleted
        : _lostSome ? DocumentVeto.Uncertain
        : DocumentVeto.None;

    private void Add(DeletionLedgerFile ledger)
    {
        _lostSome |= ledger.DamagedOffsets.Count > 0;
        foreach (var deletion in ledger.Deletions) AddDeletion(deletion.SessionId, deletion.Life);
    }

    private void AddShard(StoreDirectory directory, string fileName)
    {
        _lostSome |= fileName.EndsWith(ShardName.BrokenExtension, StringComparison.Ordinal);
        if (!ShardName.TryParse(fileName, out var name)) return;

        var shard = JournalReader.Read(directory.Disk, directory.PathInJournal(fileName), name);
        _lostSome |= shard.MustBeKept;
        foreach (var record in shard.Lines.Select(line => line.Record))
        {
            if (record.Event == JournalEvent.Deleted) AddDeletion(record.SessionId, record.Life);
            else if (record.Event.IsWrite()) _written.Add((record.SessionId, record.Life));
        }
    }

    private void AddDeletion(SessionId id, string life)
    {
        _deleted.Add(id);
        _dead.Add((id, life));
    }
}
