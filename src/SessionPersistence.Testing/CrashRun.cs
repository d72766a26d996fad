namespace SessionPersistence.Testing;

/// <summary>What a scenario of a <see cref="CrashExplorer"/> works with: the disk, and the notes that say what must
/// survive.</summary>
public sealed class CrashRun
{
    private readonly List<(int Operations, object Note)> _sent = [];
    private readonly List<(int Operations, object Note)> _acknowledged = [];

    internal CrashRun(CrashFileSystem fileSystem) => FileSystem = fileSystem;

    /// <summary>Gets the disk.</summary>
    public CrashFileSystem FileSystem { get; }

    internal int FirstPoint { get; private set; }

    /// <summary>Leaves out the crash points so far: other explorations have them.</summary>
    public void SkipToHere() => FirstPoint = FileSystem.OperationCount;

    /// <summary>Notes that something is about to be asked for: from here on it may be on the disk. Call it before the
    /// operation.</summary>
    /// <param name="note">What; the check gets it back.</param>
    public void Send(object note) => Add(_sent, note);

    /// <summary>Notes that something was acknowledged: from here on it must be on the disk. Call it after the awaited
    /// call returned.</summary>
    /// <param name="note">What; the check gets it back.</param>
    public void Acknowledge(object note) => Add(_acknowledged, note);

    /// <summary>Returns what was sent by the time of a crash, in order.</summary>
    /// <param name="operationCount">The number of operations before the crash.</param>
    public IReadOnlyList<object> SentAt(int operationCount) => At(_sent, operationCount);

    /// <summary>Returns what was acknowledged by the time of a crash, in order.</summary>
    /// <param name="operationCount">The number of operations before the crash.</param>
    public IReadOnlyList<object> AcknowledgedAt(int operationCount) => At(_acknowledged, operationCount);

    private static IReadOnlyList<object> At(List<(int Operations, object Note)> notes, int operationCount)
    {
        lock (notes)
            return [.. notes.Where(note => note.Operations <= operationCount).Select(note => note.Note)];
    }

    private void Add(List<(int Operations, object Note)> notes, object note)
    {
        ArgumentNullException.ThrowIfNull(note);
        lock (notes)
            notes.Add((FileSystem.OperationCount, note));
    }
}
