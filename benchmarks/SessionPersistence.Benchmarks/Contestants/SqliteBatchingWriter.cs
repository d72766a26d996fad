using Microsoft.Data.Sqlite;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Rival: SQLite with a write-ahead log and <c>synchronous=FULL</c>. One thread inserts all that is queued in
/// one transaction.</summary>
internal sealed class SqliteBatchingWriter : IAppender
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _commit;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _queued = new(0);
    private readonly Thread _thread;
    private TaskCompletionSource _batch = NewBatch();
    private int _batchSize;
    private bool _stopped;

    /// <param name="directory">Where the database is made.</param>
    /// <param name="line">What is inserted each time.</param>
    public SqliteBatchingWriter(string directory, byte[] line)
    {
        _connection = new($"Data Source={Path.Join(directory, "journal.db")};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run("CREATE TABLE journal (number INTEGER PRIMARY KEY, line BLOB NOT NULL)");
        _begin = Prepared("BEGIN IMMEDIATE");
        _insert = Prepared("INSERT INTO journal (line) VALUES ($line)", new SqliteParameter("$line", line));
        _commit = Prepared("COMMIT");
        _thread = new(CommitBatches) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    public long? Flushes => null;

    public ValueTask AppendAsync(int writer)
    {
        Task batch;
        lock (_gate)
        {
            batch = _batch.Task;
            if (++_batchSize == 1) _queued.Release();
        }

        return new(batch);
    }

    public ValueTask DisposeAsync()
    {
        _stopped = true;
        _queued.Release();
        _thread.Join();
        _begin.Dispose();
        _insert.Dispose();
        _commit.Dispose();
        _connection.Dispose();
        _queued.Dispose();
        return ValueTask.CompletedTask;
    }

    private void CommitBatches()
    {
        while (true)
        {
            _queued.Wait();
            if (_stopped) return;

            var (batch, size) = TakeBatch();
            try
            {
                _begin.ExecuteNonQuery();
                for (var i = 0; i < size; i++) _insert.ExecuteNonQuery();
                _commit.ExecuteNonQuery();
                batch.SetResult();
            }
            catch (SqliteException exception)
            {
                batch.SetException(exception);
            }
        }
    }

    private (TaskCompletionSource Batch, int Size) TakeBatch()
    {
        lock (_gate)
        {
            var taken = (_batch, _batchSize);
            (_batch, _batchSize) = (NewBatch(), 0);
            return taken;
        }
    }

    private static TaskCompletionSource NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run(string sql)
    {
        using var command = Prepared(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepared(string sql, params SqliteParameter[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddRange(parameters);
        command.Prepare();
        return command;
    }
}
