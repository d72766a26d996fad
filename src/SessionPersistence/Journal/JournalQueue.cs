namespace SessionPersistence.Journal;

/// <summary>The batches that wait for a leader, oldest first. Guarded by the gate of its writer, but for
/// <see cref="Awaited"/>.</summary>
internal sealed class JournalQueue
{
    // A batch is one write: no larger than this, unless one line alone is.
    private const int MostBytes = 1024 * 1024;

    private readonly Queue<JournalBatch> _full = new();
    private JournalBatch _open = new();
    private JournalBatch? _spare;
    private int _awaited;

    public bool IsEmpty => _full.Count == 0 && _open.Lines.Count == 0;

    /// <summary>Gets whether more waits than one write takes.</summary>
    public bool HasFullBatch => _full.Count > 0;

    /// <summary>Gets how many lines wait that somebody waits for. For every thread.</summary>
    public int Awaited => Volatile.Read(ref _awaited);

    /// <summary>Gets the batches that wait, oldest first.</summary>
    public IEnumerable<JournalBatch> Batches => _open.Lines.Count > 0 ? _full.Append(_open) : _full;

    /// <summary>Gets the lines that wait.</summary>
    public IEnumerable<JournalLine> Lines => Batches.SelectMany(batch => batch.Lines);

    public void Add(JournalLine line)
    {
        if (_open.Lines.Count > 0 && _open.Size + line.Size > MostBytes)
        {
            _full.Enqueue(_open);
            _open = TakeSpare();
        }

        _open.Add(line);
        if (!line.IsBuffered) Volatile.Write(ref _awaited, _awaited + 1);
    }

    /// <summary>Takes the oldest batch.</summary>
    public JournalBatch Take()
    {
        JournalBatch batch;
        if (_full.Count > 0) batch = _full.Dequeue();
        else (batch, _open) = (_open, TakeSpare());

        Volatile.Write(ref _awaited, _awaited - batch.Awaited);
        return batch;
    }

    /// <summary>Gives a finished batch back, to be filled again.</summary>
    public void Return(JournalBatch batch) => _spare = batch;

    private JournalBatch TakeSpare()
    {
        var batch = _spare ?? new();
        _spare = null;
        return batch;
    }
}
