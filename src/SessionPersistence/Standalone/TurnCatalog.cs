using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SessionPersistence.Journal;

namespace SessionPersistence.Standalone;

/// <summary>What a journal keeps in memory: its sessions, the newest revision, and which sessions have records in which
/// shard.</summary>
internal sealed class TurnCatalog
{
    private const int MostSpares = 256;

    private readonly ConcurrentDictionary<SessionId, SessionTurns> _sessions = [];
    private readonly ConcurrentQueue<EventLine> _spares = [];
    private readonly Lock _usesGate = new();
    private readonly Dictionary<ShardName, Dictionary<SessionTurns, long>> _uses = [];
    private Dictionary<SessionTurns, long> _usesOfNoted = [];
    private ShardName? _noted;
    private long _revision;

    public TurnCatalog() => CountOpenTurns = () => _sessions.Values.Sum(session => session.CountOpenTurns());

    /// <summary>Gets the newest revision that was ever given.</summary>
    public long Revision => Volatile.Read(ref _revision);

    public SessionTurns Of(SessionId id) => _sessions.GetOrAdd(id, static id => new(id));

    public bool TryFind(SessionId id, [NotNullWhen(true)] out SessionTurns? session) =>
        _sessions.TryGetValue(id, out session);

    /// <summary>Gets what counts the turns that have begun and not ended.</summary>
    public Func<long> CountOpenTurns { get; }

    /// <summary>Returns a line to be filled.</summary>
    public EventLine RentLine() => _spares.TryDequeue(out var line) ? line : new(this);

    /// <summary>Takes a line back that nobody holds any more.</summary>
    public void Return(EventLine line)
    {
        if (_spares.Count < MostSpares) _spares.Enqueue(line);
    }

    /// <summary>Gives a revision. Under the gate of the writer.</summary>
    public long NextRevision() => Interlocked.Increment(ref _revision);

    /// <summary>Notes a revision that was given before.</summary>
    public void Seen(long revision) => _revision = Math.Max(_revision, revision);

    /// <summary>Notes an event that is durable in a shard.</summary>
    public void Flushed(EventLine line, ShardName shard)
    {
        Note(shard, line.Session, line.Revision);
        line.Session.Confirm(line, shard);
    }

    /// <summary>Notes that a shard holds a record of a session.</summary>
    public void Note(ShardName shard, SessionTurns session, long revision)
    {
        lock (_usesGate)
        {
            // A batch has many records of one shard.
            if (!ReferenceEquals(shard, _noted)) (_noted, _usesOfNoted) = (shard, UsesOfLocked(shard));
            if (!_usesOfNoted.TryGetValue(session, out var newest) || newest < revision)
                _usesOfNoted[session] = revision;
        }
    }

    /// <summary>Returns the sessions with records in a shard, and the newest revision of each there.</summary>
    public IReadOnlyList<(SessionTurns Session, long Revision)> UsesOf(ShardName shard)
    {
        lock (_usesGate)
            return _uses.TryGetValue(shard, out var sessions) ? [.. sessions.Select(use => (use.Key, use.Value))] : [];
    }

    /// <summary>Forgets a shard that is gone.</summary>
    public void Forget(ShardName shard)
    {
        lock (_usesGate)
        {
            _uses.Remove(shard);
            if (shard == _noted) _noted = null;
        }
    }

    private Dictionary<SessionTurns, long> UsesOfLocked(ShardName shard)
    {
        if (!_uses.TryGetValue(shard, out var sessions)) _uses[shard] = sessions = [];
        return sessions;
    }
}
