namespace SessionPersistence.Tests.Cli;

/// <summary>A report with something of every sort in it, some of it hostile.</summary>
internal static class SomeReport
{
    public static RecoveryReport Clean { get; } = new([], TimeSpan.FromSeconds(1)) { SessionFiles = 3 };

    public static RecoveryReport Full { get; } = new(
        [
            new("staging_leftover", FindingCategory.Ok,
                "A staging file of a write that never finished is left.") { Path = ".x.json.77.tmp" },
            new("foreign_file", FindingCategory.Ok,
                "A file '京都\u001b[2J' that is no session is left alone.") { Path = "京都\u001b[2J" },
            new("shrunken_live", FindingCategory.Repairable, "The session has 3 messages and its backup, which holds "
                + "them all, 12: repair restores the backup and keeps the present file in _quarantine; nothing is "
                + "lost.")
            {
                Recommendation = Recommendations.RestoreFromBackup,
                SessionId = SessionId.Parse("a10000000001"),
                Path = "a10000000001.json",
                LiveMessages = 3,
                BackupMessages = 12,
            },
            new("orphan_backup", FindingCategory.Repairable,
                "There is a backup of 4 messages and no session file: repair restores it.")
            {
                Recommendation = Recommendations.RestoreFromBackup,
                SessionId = SessionId.Parse("b20000000002"),
                Path = "b20000000002.json.bak",
                BackupMessages = 4,
            },
            new("state_db_missing_sidecar", FindingCategory.Repairable,
                "The database has the session and there is no session file: repair restores the backup instead.")
            {
                Recommendation = Recommendations.MaterializeFromStateDb,
                SessionId = SessionId.Parse("b20000000002"),
            },
            new("state_db_missing_sidecar", FindingCategory.Repairable,
                "The database has the session and there is no session file: repair writes it.")
            {
                Recommendation = Recommendations.MaterializeFromStateDb,
                SessionId = SessionId.Parse("b20000000003"),
            },
            new("turn_journal_pending_turn", FindingCategory.Repairable,
                "A prompt was submitted and is not in the session: repair appends it.")
            {
                Recommendation = Recommendations.AppendPendingTurn,
                SessionId = SessionId.Parse("8f0000000001"),
                Path = "_turn_journal/8f0000000001~7.jsonl",
                Offset = 4_711,
                LiveMessages = 1,
                TurnId = TurnId.Parse("t-1"),
                Event = "worker_started",
            },
            new("diverged_backup", FindingCategory.UnsafeToRepair,
                "The session has 2 messages that its backup of 5 lacks.")
            {
                Recommendation = Recommendations.MergeBackup,
                SessionId = SessionId.Parse("c3"),
                Path = "c3.json",
                LiveMessages = 2,
                BackupMessages = 5,
            },
            new("malformed_document", FindingCategory.UnsafeToRepair,
                "The file is cut off in message 17 and there is no other copy.")
            {
                Recommendation = Recommendations.SalvageMessages,
                SessionId = SessionId.Parse("d4"),
                Path = "d4.json",
                Offset = 65_536,
            },
            new("unsafe_id", FindingCategory.UnsafeToRepair,
                "A row of the database has the id '../evil\u202e', which no file can have.") { RawId =
                    "../evil\u202e" },
        ],
        TimeSpan.FromSeconds(1))
    { SessionFiles = 6, OrphanBackups = 2 };

    /// <summary>Gets what a repair did about it: one of each way that it can end.</summary>
    public static RepairResult Repaired { get; } = new(
        Full,
        [
            .. Full.Findings.Select(finding => finding with
            {
                Outcome = finding switch
                {
                    { Category: FindingCategory.Ok } => null,
                    { Category: FindingCategory.UnsafeToRepair } =>
                        new(RepairStatus.Skipped, "A person has to decide."),
                    { Kind: "orphan_backup" } =>
                        new(RepairStatus.Repaired, "Restored 4 messages from b20000000002.json.bak."),
                    { SessionId.Value: "b20000000002" } =>
                        new(RepairStatus.Repaired, "It was restored from its backup."),
                    { Kind: "shrunken_live" } => new(RepairStatus.Repaired,
                        "Restored 12 messages; the file that was there is _quarantine/a10000000001.1.json."),
                    { Kind: "turn_journal_pending_turn" } =>
                        new(RepairStatus.Stale, "The session was written since the scan."),
                    { SessionId.Value: "b20000000003" } => new(RepairStatus.Failed, "No space left on device."),
                    _ => throw new InvalidOperationException(finding.Kind),
                },
            }),
        ],
        new([.. Full.Findings.Where(finding => finding.Category == FindingCategory.UnsafeToRepair
            || finding.Kind == "turn_journal_pending_turn")], TimeSpan.FromSeconds(1)) { SessionFiles = 7 });
}
