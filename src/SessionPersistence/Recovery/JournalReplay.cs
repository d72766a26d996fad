using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Reads every shard of a store and sorts the records by life. Writes nothing.</summary>
internal sealed class JournalReplay
{
    private readonly Dictionary<(SessionId Id, string Life), LifeLog> _lives = [];
    private readonly List<ShardContent> _shards = [];
    private readonly HashSet<ShardName> _lost = [];

    /// <summary>Gets what every life has in the journal.</summary>
    public IReadOnlyCollection<LifeLog> Lives => _lives.Values;

    /// <summary>Returns what one life has in the journal.</summary>
    public LifeLog? Find(SessionId id, string life) => _lives.GetValueOrDefault((id, life));

    /// <summary>Gets the shards that could be read, oldest first.</summary>
    public IReadOnlyList<ShardContent> Shards => _shards;

    /// <summary>Gets whether there was no directory of the journal.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Gets the highest number of any shard, readable or not.</summary>
    public long HighestSequence { get; private set; }

    /// <summary>Gets the newest time that any record has; empty where there is no record.</summary>
    public IReadOnlyList<DateTimeOffset> NewestTime { get; private set; } = [];

    /// <summary>Gets whether a shard could not be read at all: revisions and deletions may be unknown.</summary>
    public bool HasUnreadableShard { get; private set; }

    /// <summary>Reads the journal of a store.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    /// <param name="isNew">Whether the owner has just made the directory of the journal.</param>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote a shard.</exception>
    public static JournalReplay Read(StoreDirectory directory, List<RecoveryFinding> findings, bool isNew = false)
    {
        isNew |= directory.Disk.FindEntry(directory.Journal) is null;
        var replay = new JournalReplay { IsNew = isNew };
        if (isNew) return replay;

        foreach (var other in ShardName.ListOthers(directory.Disk, directory.Journal))
            ShardFindings.AddOther(findings, $"{StoreDirectory.JournalName}/{other}");
        foreach (var broken in ShardName.ListBroken(directory.Disk, directory.Journal))
            ShardFindings.AddSetAside(findings, $"{StoreDirectory.JournalName}/{broken}");
        foreach (var name in ShardName.List(directory.Disk, directory.Journal))
        {
            replay.HighestSequence = Math.Max(replay.HighestSequence, name.Sequence);
            replay.ReadShard(directory, name, findings);
        }

        return replay;
    }

    /// <summary>Whether a shard is the last trace of acknowledged records: it is set aside and not removed.</summary>
    public bool MustBeKept(ShardContent shard) => shard.MustBeKept || _lost.Contains(shard.Name);

    /// <summary>Judges the shards that no line of verifies: damage, where something else says that they held what was
    /// acknowledged.</summary>
    /// <param name="findings">Where to tell.</param>
    /// <param name="findUnreached">Says which revision of which session nothing reaches, if there is one.</param>
    public void JudgeBlankShards(List<RecoveryFinding> findings, Func<string?> findUnreached)
    {
        foreach (var shard in _shards.Where(shard => shard.IsBlank))
        {
            var proof = ShardFindings.ProofOf(_shards, shard) ?? findUnreached();
            if (proof is not null) _lost.Add(shard.Name);
            ShardFindings.AddBlank(findings, shard, $"{StoreDirectory.JournalName}/{shard.Name.FileName}", proof);
        }
    }

    private void ReadShard(StoreDirectory directory, ShardName name, List<RecoveryFinding> findings)
    {
        var path = $"{StoreDirectory.JournalName}/{name.FileName}";
        ShardContent shard;
        try
        {
            shard = JournalReader.Read(directory.Disk, directory.PathInJournal(name.FileName), name);
        }
        catch (FileNotFoundException e) when (DiskFault.Is(e))
        {
            // Beside a live owner: it was covered by documents, which are read after this.
            return;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            HasUnreadableShard = true;
            findings.Add(new(FindingKinds.JournalUnreadable, FindingCategory.UnsafeToRepair,
                $"The shard cannot be read ({e.Message}); nothing is written until it can be, because revisions and "
                + "deletions may be in it.")
            { Path = path });
            return;
        }

        _shards.Add(shard);
        if (!shard.IsBlank) ShardFindings.Add(findings, shard, path);
        if (shard.Lines.Count > 0)
            NewestTime = [shard.Lines.Select(line => line.Record.Body.CreatedAt).Concat(NewestTime).Max()];
        foreach (var line in shard.Lines)
        {
            var key = (line.Record.SessionId, line.Record.Life);
            if (!_lives.TryGetValue(key, out var log)) _lives[key] = log = new(key.SessionId, key.Life);
            log.Add(new(line.Record, shard, line.Number, line.Offset));
        }
    }
}
