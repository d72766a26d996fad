using SessionPersistence.Journal;

namespace SessionPersistence.Tests.Journal;

/// <summary>Writes down what became of records, in order.</summary>
internal sealed class RecordingSubscriber : IJournalSubscriber
{
    private readonly Lock _gate = new();
    private readonly List<string> _told = [];
    private readonly List<int> _threads = [];

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_gate) return [.. _told];
        }
    }

    /// <summary>Gets the threads that told.</summary>
    public IReadOnlyList<int> Threads
    {
        get
        {
            lock (_gate) return [.. _threads];
        }
    }

    /// <summary>Gets or sets what is run when a record is refused.</summary>
    public Action<JournalRecord> Refused { get; set; } = static _ => { };

    /// <summary>Gets or sets what is run when a record is flushed.</summary>
    public Action<JournalRecord> Flushed { get; set; } = static _ => { };

    public void OnFlushed(JournalRecord record, ShardName shard)
    {
        Add($"flushed {Text(record)}");
        Flushed(record);
    }

    public void OnRefused(JournalRecord record)
    {
        Add($"refused {Text(record)}");
        Refused(record);
    }

    private static string Text(JournalRecord record) => $"{record.Event.Name()} {record.SessionId} {record.Revision}";

    private void Add(string what)
    {
        lock (_gate)
        {
            _told.Add(what);
            _threads.Add(Environment.CurrentManagedThreadId);
        }
    }
}
