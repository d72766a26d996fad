using SessionPersistence.Storage;

namespace SessionPersistence.Hermes;

/// <summary>The turn journals of the reference in a session directory: <c>_turn_journal/&lt;id&gt;.jsonl</c> and
/// <c>&lt;id&gt;~&lt;anything&gt;.jsonl</c>.</summary>
/// <remarks>Its names are those of the moment when it was listed; a shard is read as it is when it is asked for.
/// Nothing is ever written.</remarks>
internal sealed class HermesTurnJournal
{
    public const string DirectoryName = "_turn_journal";
    private const string Extension = ".jsonl";

    private readonly DurableFileSystem _disk;
    private readonly string _path;
    private readonly Dictionary<SessionId, List<string>> _shards = [];

    private HermesTurnJournal(StoreDirectory directory)
    {
        _disk = directory.Disk;
        _path = directory.PathOf(DirectoryName);

        var unsafeNames = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var shard in ListShards())
        {
            var name = SessionNameOf(shard);
            if (!SessionId.TryParse(name, out var id)) unsafeNames.Add(name);
            else if (_shards.TryGetValue(id, out var shards)) shards.Add(shard);
            else _shards.Add(id, [shard]);
        }

        SessionIds = [.. _shards.Keys.Order()];
        UnsafeNames = [.. unsafeNames];
    }

    /// <summary>Gets the sessions that have a journal, sorted.</summary>
    public IReadOnlyList<SessionId> SessionIds { get; }

    /// <summary>Gets the names that stand where the id of a session should and break the id rule, sorted. Their shards
    /// are never read.</summary>
    public IReadOnlyList<string> UnsafeNames { get; }

    /// <summary>Gets why the directory could not be listed; <see langword="null"/> when it was, or when there is
    /// none.</summary>
    public HermesUnreadable? Unreadable { get; private set; }

    /// <summary>Lists the journals.</summary>
    public static HermesTurnJournal List(StoreDirectory directory) => new(directory);

    /// <summary>Reads the journal of a session; of one that has none, nothing.</summary>
    public HermesJournalContent Read(SessionId id)
    {
        var shards = new List<HermesShard>();
        var unreadable = new List<HermesUnreadable>();
        foreach (var name in _shards.GetValueOrDefault(id, []))
        {
            try
            {
                shards.Add(new(name, FileContent.Read(_disk, Path.Join(_path, name))));
            }
            catch (FileNotFoundException exception) when (DiskFault.Is(exception))
            {
                // Deleted with its session since.
            }
            catch (Exception exception) when (DiskFault.Is(exception))
            {
                unreadable.Add(new(name, exception.Message));
            }
        }

        return new(Merge(shards), [.. shards.SelectMany(shard => shard.Malformed)], unreadable);
    }

    // A clock that was set back, or a time that is none, moves no event before one that stands earlier in the same
    // file.
    private static HermesJournalEvent[] Merge(List<HermesShard> shards)
    {
        var timed = new List<(double Time, HermesJournalEvent Event)>();
        foreach (var shard in shards)
        {
            var latest = double.NegativeInfinity;
            foreach (var journalEvent in shard.Events)
                timed.Add((latest = Math.Max(latest, journalEvent.CreatedAt), journalEvent));
        }

        return [.. timed.OrderBy(item => item.Time).Select(item => item.Event)];
    }

    // In the order of their names; the file of older versions, whose name has a dot where others have a tilde, is the
    // first of its session.
    private string[] ListShards()
    {
        try
        {
            if (_disk.FindEntry(_path) is null) return [];

            return [.. _disk.ListDirectory(_path)
                .Select(entry => entry.Name)
                .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            Unreadable = new(DirectoryName, exception.Message);
            return [];
        }
    }

    private static string SessionNameOf(string shard)
    {
        var name = shard[..^Extension.Length];
        var tilde = name.IndexOf('~', StringComparison.Ordinal);
        return tilde > 0 ? name[..tilde] : name;
    }
}
