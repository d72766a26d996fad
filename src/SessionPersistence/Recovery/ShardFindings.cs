using System.Globalization;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>Says what is wrong with a shard.</summary>
internal static class ShardFindings
{
    /// <summary>Adds a file of the directory of a journal that has no name of a shard.</summary>
    public static void AddOther(List<RecoveryFinding> findings, string path) =>
        findings.Add(new(FindingKinds.ForeignFile, FindingCategory.Ok,
            "The name is none that this journal gives to its files; it is neither read nor touched. A shard that was "
            + "renamed is read again under its first name, once the store is closed.") { Path = path });

    /// <summary>Adds a shard that was set aside because it had lost records.</summary>
    public static void AddSetAside(List<RecoveryFinding> findings, string path) =>
        findings.Add(new(FindingKinds.JournalDamagedRecord, FindingCategory.Ok,
            "The shard had lost records that were acknowledged, and was set aside. Remove it when nobody needs what is "
            + "left in it. While a store has it, deletions may be unknown, and what only a database has is left to a "
            + "person.") { Path = path });

    /// <summary>Adds a shard that no line of verifies.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="proof">What says that it held acknowledged records; <see langword="null"/> when nothing
    /// does.</param>
    public static void AddBlank(List<RecoveryFinding> findings, ShardContent shard, string path, string? proof)
    {
        if (proof is not null)
        {
            findings.Add(new(FindingKinds.JournalDamagedRecord, FindingCategory.UnsafeToRepair,
                $"No line of the shard verifies, and it held records that were acknowledged: {proof}. It is set aside "
                + $"as '{path}{ShardName.BrokenExtension}'.") { Path = path, Offset = 0 });
        }
        else if (shard.Damage.Count > 0)
        {
            findings.Add(new(FindingKinds.JournalTornTail, FindingCategory.Ok, string.Create(
                CultureInfo.InvariantCulture,
                $"No line of the shard verifies, and nothing names a record that it held: nothing shows that its "
                + $"{shard.Damage.Sum(d => d.Length)} bytes were acknowledged. They are not used."))
            { Path = path, Offset = 0 });
        }
    }

    /// <summary>Returns what the younger shards say of one that no line of verifies.</summary>
    public static string? ProofOf(IEnumerable<ShardContent> shards, ShardContent blank) =>
        shards.FirstOrDefault(shard => shard.Proves(blank)) is { } younger
            ? $"'{younger.Name.FileName}' was begun after it had been flushed"
            : null;

    /// <summary>Adds what a shard lacks: numbers up to the highest that is known to be flushed were acknowledged, those
    /// above were not.</summary>
    public static void Add(List<RecoveryFinding> findings, ShardContent shard, string path)
    {
        if (shard.IsUnrecognised)
        {
            findings.Add(new(FindingKinds.JournalDamagedRecord, FindingCategory.UnsafeToRepair,
                "No line of the shard verifies: it is damaged from end to end, or was given another name, which its "
                + "lines are sealed with. It is set aside as "
                + $"'{path}{ShardName.BrokenExtension}'.")
            { Path = path, Offset = 0 });
            return;
        }

        var lost = shard.Missing.Where(n => n <= shard.HighestFlushed).ToList();
        if (lost.Count > 0)
        {
            findings.Add(new(FindingKinds.JournalDamagedRecord, FindingCategory.UnsafeToRepair, string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(lost.Count, "acknowledged record")} cannot be read, the first of them number {lost[0]}; "
                + $"all others were used. The shard is kept, as '{path}{ShardName.BrokenExtension}' once they are in "
                + $"documents."))
            { Path = path, Offset = OffsetOf(shard, lost[0]) });
        }

        var torn = shard.Damage.Where(d => d.NumberBefore >= shard.HighestFlushed).ToList();
        if (shard.HasFooter || (torn.Count == 0 && shard.Missing.Count == lost.Count)) return;

        findings.Add(new(FindingKinds.JournalTornTail, FindingCategory.Ok, string.Create(
            CultureInfo.InvariantCulture,
            $"The shard ends in {torn.Sum(d => d.Length)} bytes that cannot be read, and nothing shows that they were "
            + $"acknowledged. They are not used."))
        { Path = path, Offset = torn.Count > 0 ? torn[0].Offset : null });
    }

    private static long? OffsetOf(ShardContent shard, long number) =>
        shard.Damage.Where(d => d.NumberBefore < number).Select(d => (long?)d.Offset).LastOrDefault();
}
