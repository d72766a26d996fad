using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Recovery;
using SessionPersistence.Storage;

namespace SessionPersistence.Standalone;

/// <summary>Reads every shard of a journal and works out where its turns stand. Writes nothing.</summary>
internal sealed class TurnJournalReplay(DurableFileSystem disk, string directory)
{
    private readonly List<RecoveryFinding> _findings = [];
    private readonly List<ShardName> _shards = [];
    private readonly List<ShardContent> _contents = [];
    private readonly HashSet<ShardName> _damaged = [];
    private readonly List<EventLine> _unflushed = [];
    private readonly Dictionary<(SessionId, TurnId), List<(TurnRecord Record, uint Identity)>> _openTurns = [];
    private readonly ContestedEvents _contested = new();

    public TurnCatalog Catalog { get; } = new();

    public List<RecoveryFinding> Findings => _findings;

    /// <summary>Gets the shards, oldest first.</summary>
    public IReadOnlyList<ShardName> Shards => _shards;

    /// <summary>Gets the shards that are the last trace of records: they are set aside and not removed.</summary>
    public IReadOnlySet<ShardName> Damaged => _damaged;

    /// <summary>Gets the records that nothing says were flushed, in their order.</summary>
    public IReadOnlyList<EventLine> Unflushed => _unflushed;

    /// <summary>Gets the highest number of any shard.</summary>
    public long HighestSequence { get; private set; }

    /// <summary>Gets why a shard could not be read at all: revisions and endings may be unknown.</summary>
    public Exception? Unreadable { get; private set; }

    /// <summary>Reads everything.</summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    /// <exception cref="UnsupportedFormatException">A newer version of this library wrote a shard.</exception>
    /// <exception cref="StoreUnavailableException">A shard belongs to a store.</exception>
    public void Run()
    {
        foreach (var other in ShardName.ListOthers(disk, directory)) ShardFindings.AddOther(_findings, other);
        foreach (var broken in ShardName.ListBroken(disk, directory)) ShardFindings.AddSetAside(_findings, broken);
        foreach (var name in ShardName.List(disk, directory))
        {
            HighestSequence = Math.Max(HighestSequence, name.Sequence);
            TryReadShard(name);
        }

        _findings.AddRange(_contested.Findings());

        foreach (var shard in _contents.Where(shard => shard.IsBlank))
        {
            var proof = ShardFindings.ProofOf(_contents, shard);
            if (proof is not null) _damaged.Add(shard.Name);
            ShardFindings.AddBlank(_findings, shard, shard.Name.FileName, proof);
        }
    }

    /// <summary>Returns the turns without an ending, oldest first.</summary>
    public IReadOnlyList<PendingTurn> PendingTurns() =>
        [.. _openTurns.Values.Select(PendingTurnOf).OrderBy(turn => turn.Events[0].Revision)];

    private static PendingTurn PendingTurnOf(List<(TurnRecord Record, uint Identity)> records)
    {
        IReadOnlyList<TurnRecord> events =
            [.. records.OrderBy(each => each.Record.Revision)
                .DistinctBy(each => (each.Record.Revision, each.Record.CreatedAt, each.Identity))
                .Select(each => each.Record)];
        var streamId = events.Select(record => record.Event.StreamId).FirstOrDefault(id => id is not null);
        return new(events[0].SessionId, events[0].TurnId, streamId, events[0].CreatedAt, events);
    }

    private void TryReadShard(ShardName name)
    {
        try
        {
            ReadShard(name);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Unreadable ??= e;
            _findings.Add(new(FindingKinds.JournalUnreadable, FindingCategory.UnsafeToRepair,
                $"The shard cannot be read ({e.Message}); nothing is written until it can be, because revisions and "
                + "endings may be in it.")
            { Path = name.FileName });
        }
    }

    private void ReadShard(ShardName name)
    {
        using var scanner = ShardScanner.Open(disk, Path.Join(directory, name.FileName), name);
        var census = new ShardCensus(name, directory, ShardKind.Turns);
        while (scanner.MoveNext())
        {
            if (census.Count(scanner)) Take(scanner, name);
        }

        var content = census.Sum([], scanner.Length);
        _shards.Add(name);
        if (content.MustBeKept) _damaged.Add(name);
        _contents.Add(content);
        if (!content.IsBlank) ShardFindings.Add(_findings, content, name.FileName);
        if (!content.HasFooter) ReadUnflushed(name, content.HighestFlushed);
    }

    private void Take(ShardScanner scanner, ShardName name)
    {
        var content = scanner.Content.Span;
        if (TurnEventFormat.Read(content) is { } record)
        {
            Take(record, EventLine.MembersOf(content), scanner, name);
        }
        else if (CoveredLine.Read(content) is var (id, revision, settled))
        {
            var session = Catalog.Of(id);
            session.Covered = Math.Max(session.Covered, revision);
            session.Settled = Math.Max(session.Settled, settled);
        }
        else
        {
            // The header knows what revisions were given before it.
            Catalog.Seen(JsonValue.AsInteger(JsonMembers.Find(content, "revision"u8)) ?? 0);
        }
    }

    private void Take(in TurnRecord record, ReadOnlySpan<byte> members, ShardScanner scanner, ShardName name)
    {
        var identity = Crc32C.Compute(members);
        var session = Catalog.Of(record.SessionId);
        Catalog.Seen(record.Revision);
        Catalog.Note(name, session, record.Revision);
        _contested.Note(session, record, identity, name.FileName);
        session.HasCopies |= record.Revision <= session.Newest;
        session.Newest = Math.Max(session.Newest, record.Revision);
        var digest = record.Event.BoundsTurn ? SpokenMessage.DigestOfMembers(members) : 0;
        if (session.Restore(record, digest, name.Sequence))
        {
            _findings.Add(new(FindingKinds.JournalTerminalCollision, FindingCategory.UnsafeToRepair,
                "The turn has two endings; the first stands.")
            {
                SessionId = record.SessionId,
                TurnId = record.TurnId,
                Path = name.FileName,
                Offset = scanner.Offset,
            });
        }

        var key = (record.SessionId, record.TurnId);
        if (!session.IsOpen(record.TurnId)) _openTurns.Remove(key);
        else if (_openTurns.TryGetValue(key, out var records)) records.Add((record, identity));
        else _openTurns[key] = [(record, identity)];
    }

    private void ReadUnflushed(ShardName name, long highestFlushed)
    {
        using var scanner = ShardScanner.Open(disk, Path.Join(directory, name.FileName), name);
        while (scanner.MoveNext())
        {
            if (!scanner.IsIntact) continue;

            var content = scanner.Content.Span;
            if (JsonValue.AsInteger(JsonMembers.Find(content, "n"u8)) is not { } number || number <= highestFlushed)
                continue;
            if (TurnEventFormat.Read(content) is { } record)
                _unflushed.Add(EventLine.Copy(Catalog, Catalog.Of(record.SessionId), record, content));
        }
    }
}
