using SessionPersistence.Documents;
using SessionPersistence.Recovery;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Hermes;

/// <summary>What recovery has to know of hermes-webui.</summary>
internal sealed class HermesDialect : IForeignDialect
{
    /// <inheritdoc/>
    public IReadOnlySet<string> SystemNames { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        HermesTombstones.FileName, HermesTurnJournal.DirectoryName, HermesRunJournal.DirectoryName,
        "_pruned_webui_orphans.json",
    };

    /// <inheritdoc/>
    public MemberList Idle => HermesPending.Idle;

    /// <inheritdoc/>
    public IDocumentVeto ReadTombstones(StoreDirectory directory) => HermesTombstones.Read(directory);

    /// <inheritdoc/>
    public IForeignTurns ListTurns(StoreDirectory directory) => new HermesForeignTurns(directory);

    /// <inheritdoc/>
    public ForeignPending? FindPending(MemberList members) => HermesPending.Find(members);
}
