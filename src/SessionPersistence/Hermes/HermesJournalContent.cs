namespace SessionPersistence.Hermes;

/// <summary>What the shards of a session hold.</summary>
/// <param name="Events">The events of all shards: in the order of their shard, and between shards by time.</param>
/// <param name="Malformed">What is no event, in the order of the shards and of their lines.</param>
/// <param name="Unreadable">The shards that the disk does not give.</param>
internal sealed record HermesJournalContent(
    IReadOnlyList<HermesJournalEvent> Events,
    IReadOnlyList<HermesMalformedLine> Malformed,
    IReadOnlyList<HermesUnreadable> Unreadable);
