namespace SessionPersistence.Journal;

/// <summary>The lines that one flush makes durable, and those who wait for it. Guarded by the gate of its writer; used
/// again.</summary>
internal sealed class JournalBatch
{
    private readonly List<JournalWaiter> _waiters = [];

    public List<JournalLine> Lines { get; } = [];

    /// <summary>Gets a rough number of bytes that the lines take.</summary>
    public long Size { get; private set; }

    /// <summary>Gets how many of the lines somebody waits for, or will.</summary>
    public int Awaited { get; private set; }

    public void Add(JournalLine line)
    {
        line.Batch = this;
        Lines.Add(line);
        Size += line.Size;
        if (!line.IsBuffered) Awaited++;
    }

    /// <summary>Waits until the fate of the lines is known.</summary>
    /// <param name="line">The one whose failure is the caller's; <see langword="null"/> for none.</param>
    public ValueTask WaitAsync(JournalLine? line = null)
    {
        var waiter = JournalWaiter.For(line);
        _waiters.Add(waiter);
        return waiter.Task;
    }

    /// <summary>Lets go of the lines, whose fate is known.</summary>
    public void Finish()
    {
        foreach (var line in Lines) line.Batch = null;
        Lines.Clear();
        (Size, Awaited) = (0, 0);
    }

    /// <summary>Lets those who wait go on. Outside the gate: nobody waits for a finished batch any more.</summary>
    public void Release()
    {
        foreach (var waiter in _waiters) waiter.Release();
        _waiters.Clear();
    }
}
