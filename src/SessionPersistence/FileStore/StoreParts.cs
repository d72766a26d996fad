using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Hermes;
using SessionPersistence.Recovery;
using SessionPersistence.StateDb;

namespace SessionPersistence.FileStore;

/// <summary>The parts that every open store has, one that only reads included.</summary>
internal sealed class StoreParts
{
    private readonly StoreContext _store;
    private readonly HermesDialect _dialect = new();

    public StoreParts(StoreContext store, DeletionLedgerFile ledger, StoreContents contents, JournalOfStart journal)
    {
        (_store, Ledger) = (store, ledger);
        Quarantine = new(store);
        Generations = new(store, contents.Generations);
        Kept = new(store);
        DeletedFiles = new(store, Generations, Quarantine);
        Deletions = new(store, ledger, DeletedFiles, Quarantine, Kept);
        ListedDeletions = new(store, ledger, DeletedFiles, Generations, Kept);
        Past = new(Generations, journal.Read);
        ForeignWrites = new(Past, Generations, Markers);
        Loader = new(store, ForeignWrites);
        TakenTurns = new(() => _dialect.ListTurns(store.Directory));
        Tombstones = _dialect.ReadTombstones(store.Directory);
    }

    public DeletionLedgerFile Ledger { get; }

    public Quarantine Quarantine { get; }

    public BackupGenerations Generations { get; }

    public KeptCopies Kept { get; }

    public DeletedFiles DeletedFiles { get; }

    public Deletions Deletions { get; }

    public ListedDeletions ListedDeletions { get; }

    public HermesShrinkMarkers Markers { get; } = new();

    public PastContent Past { get; }

    public ForeignWrites ForeignWrites { get; }

    public SessionLoader Loader { get; }

    /// <summary>Gets what notes the turns that a write takes from a session.</summary>
    public TakenTurns TakenTurns { get; }

    /// <summary>Gets what the other program had deleted when the store was opened.</summary>
    public IDocumentVeto Tombstones { get; }

    /// <summary>Makes what an examination of sessions works on, with the other program's journals as they are
    /// now.</summary>
    public ExaminedStore Examined() =>
        new(_store, Loader, _dialect, Markers, _dialect.ListTurns(_store.Directory), IsOwned: !_store.IsOwner);
}
