namespace SessionPersistence.Tests.Crash;

/// <summary>Every flush of every protocol, with the law that falls without it and the scenario that shows it.</summary>
internal static class ProtocolSteps
{
    public static IReadOnlyList<(string Step, string Law, string Scenario)> Needed { get; } =
    [
        ("file _journal/<n>.jsonl", "L1", "turn: create"),
        ("directory _journal after CreateFile _journal/<n>.jsonl", "L1", "turn: create"),
        ("directory _journal after Delete _journal/<n>.jsonl", "L8", "journal: retirement, then a foreign write"),
        ("file .<id>.json.*.tmp", "L3", "journal: rotation and retirement"),
        ("directory /store after Publish <id>.json", "L1", "journal: rotation and retirement"),
        ("directory /store after Replace <id>.json", "L8", "open: after a kill"),
        ("file .<id>.json.bak.*.tmp", "L3", "rewrite: first generation"),
        ("directory /store after Replace <id>.json.bak", "L4", "rewrite: first generation"),
        ("directory /store after Link <id>.json.bak.<n>", "L4", "rewrite: better generation"),
        ("file .<id>.json.bak.<n>.*.tmp", "L3", "rewrite: lesser generation"),
        ("directory /store after Publish <id>.json.bak.<n>", "L4", "rewrite: lesser generation"),
        ("directory /store after Delete <id>.json", "L5", "delete: recreate at once"),
        ("directory /store after Delete <id>.json.bak", "L5", "open: after a clean close"),
        ("directory /store after Delete <id>.json.bak.<n>", "L5", "backup: removed"),
        ("file ._deleted.jsonl.*.tmp", "L8", "delete: recreate at once"),
        ("directory /store after Replace _deleted.jsonl", "L5", "delete: shard retired without a checkpoint"),
        ("directory _quarantine after Link _quarantine/<id>.json", "L8", "foreign: adopted by an append"),
        ("directory _quarantine after Delete _quarantine/<id>.json", "L5", "foreign: adopted, then deleted"),
        ("directory /store after CreateDirectory _deleted", "L4", "delete: kept, then undeleted"),
        ("file _deleted/.<id>.json.*.tmp", "L4", "delete: kept, then undeleted"),
        ("directory _deleted after Replace _deleted/<id>.json", "L4", "delete: kept, then undeleted"),
        ("directory _deleted after Delete _deleted/<id>.json", "L5", "delete: kept, then its time is over"),
        ("file ._index.json.*.tmp", "L3", "index: written behind"),
        ("directory / after CreateDirectory /store", "L1", "open: fresh directory, close"),
    ];

    /// <summary>Gets flushes that others write beside, with the law that falls without them then.</summary>
    public static IReadOnlyList<(string Step, string Law, string Scenario)> NeededTogether { get; } =
    [
        ("file _journal/<n>.jsonl", "L1", "together: a shard ends under three writers"),
        ("directory _journal after CreateFile _journal/<n>.jsonl", "L1", "together: a shard ends under three writers"),
        ("file _journal/<n>.jsonl", "L1", "together: a shard fails under three writers"),
        ("directory _journal after CreateFile _journal/<n>.jsonl", "L1", "together: a shard fails under three writers"),
        ("file .<id>.json.*.tmp", "L3", "together: shards go under two writers"),
        ("directory /store after Publish <id>.json", "L1", "together: shards go under two writers"),
        ("file .<id>.json.*.tmp", "L3", "together: three documents under their writers"),
        ("directory /store after Replace <id>.json", "L1", "together: three documents under their writers"),
        ("file _journal/<n>.jsonl", "L1", "together: two open turns go on while they are carried"),
        ("directory _journal after CreateFile _journal/<n>.jsonl", "L1",
            "together: two open turns go on while they are carried"),
    ];

    /// <summary>Gets the flushes without which no law falls, and why they are there.</summary>
    public static IReadOnlyList<(string Step, string Reason)> Others { get; } =
    [
        ("file .selftest.*.tmp", "the self-test tries the disk; nothing is built on its files"),
        ("directory /store after Replace .selftest.*.tmp", "the same"),
        ("directory /store after Delete .selftest.*.tmp",
            "at the end of every opening; here it had nothing else to flush"),
        ("directory /store after CreateDirectory _quarantine",
            "the self-test flushes the same directory next; kept, because nobody should rely on a test"),
        ("directory /store after Replace _index.json", "an older index is as good: rows whose files have changed are "
            + "not believed; kept, because every file is replaced in one way"),
        ("directory /store after Delete .<id>.json.*.tmp",
            "a staging file that was given up; the next start removes what is left of it"),
        ("directory /store after Delete .<id>.json.bak.*.tmp", "the same"),
        ("directory /store after Delete store.lock", "somebody removed it; the next owner makes it anew"),
        ("file <id>.json.tmp", "the other program's own"),
    ];
}
