namespace SessionPersistence.Recovery;

/// <summary>Puts findings in the order in which a report lists them: the store, then sessions by what is wrong with
/// them, each kind as it was found.</summary>
internal static class FindingOrder
{
    // As hermes-webui lists those kinds that it has, with what it cannot see beside what is like it.
    private static readonly string[] Kinds =
    [
        FindingKinds.StoreObstructed, FindingKinds.JournalMissing, FindingKinds.JournalUnreadable,
        FindingKinds.JournalDamagedRecord, FindingKinds.JournalTornTail, FindingKinds.JournalSequenceGap,
        FindingKinds.JournalDiverged,
        FindingKinds.LedgerDamaged, FindingKinds.TombstonesDamaged, FindingKinds.DeletionUnfinished,
        FindingKinds.DeletedSessionFile, FindingKinds.UnsupportedFormat, FindingKinds.LinkedFile,
        FindingKinds.DocumentUnreadable, FindingKinds.DocumentTooLarge, FindingKinds.MalformedDocument,
        FindingKinds.DocumentCrcMismatch, FindingKinds.DocumentOutdated, FindingKinds.DocumentWithoutMessages,
        FindingKinds.ForeignWriteMerged, FindingKinds.BackupPutBack,
        FindingKinds.ShrunkenLive, FindingKinds.DivergedBackup, FindingKinds.MalformedBackup,
        FindingKinds.MalformedOrphanBackup, FindingKinds.OrphanBackup, FindingKinds.OrphanBackupWithoutStateRow,
        FindingKinds.StateDbDeletedTombstone, FindingKinds.IndexMissing, FindingKinds.IndexDamaged,
        FindingKinds.IndexMissingFile, FindingKinds.IndexMissingEntry, FindingKinds.StateDbUnreadable,
        FindingKinds.StateDbMissing, FindingKinds.StateDbOldSchema, FindingKinds.StateDbOrphanRow,
        FindingKinds.StateDbMissingSidecar, FindingKinds.StateDbCountMismatch, FindingKinds.StateDbDamagedValue,
        FindingKinds.StalePendingMessage, FindingKinds.PendingTurn, FindingKinds.JournalTerminalCollision,
        FindingKinds.TurnInterrupted, FindingKinds.TurnJournalDamagedLine, FindingKinds.SessionIdMismatch,
        FindingKinds.UnsafeId, FindingKinds.ForeignFile, FindingKinds.StagingLeftover,
    ];

    private static readonly Dictionary<string, int> Ranks = Kinds.Select((kind, rank) => (kind, rank))
        .ToDictionary(each => each.kind, each => each.rank, StringComparer.Ordinal);

    /// <summary>Sorts findings; of a deleted session that has left both a backup and a row, the backup is
    /// told.</summary>
    public static IReadOnlyList<RecoveryFinding> Sort(IReadOnlyCollection<RecoveryFinding> findings)
    {
        var told = findings
            .Where(finding => finding is { Kind: FindingKinds.StateDbDeletedTombstone, BackupMessages: not null })
            .Select(finding => finding.SessionId).ToHashSet();
        return
        [
            .. findings
                .Where(finding => finding is not { Kind: FindingKinds.StateDbDeletedTombstone, BackupMessages: null }
                    || !told.Contains(finding.SessionId))
                .OrderBy(finding => Ranks.GetValueOrDefault(finding.Kind, Kinds.Length)),
        ];
    }
}
