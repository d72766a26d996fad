namespace SessionPersistence.Testing;

/// <summary>What a scenario of <see cref="OutsideHands"/> works with: the disk, the steps after which the directory may
/// be touched, and the notes that say what must still be shown.</summary>
public sealed class OutsideRun
{
    private readonly OutsideNotes _notes;
    private readonly Func<string, Task>? _stepped;
    private readonly List<Action> _later = [];

    internal OutsideRun(
        CrashFileSystem fileSystem, string directory, OutsideNotes notes, Func<string, Task>? stepped) =>
        (FileSystem, Directory, _notes, _stepped) = (fileSystem, directory, notes, stepped);

    /// <summary>Occurs when an action sets the wall clock on or back: the scenario's own clock must follow.</summary>
    public event Action<TimeSpan>? ClockShifted;

    /// <summary>Gets the disk.</summary>
    public CrashFileSystem FileSystem { get; }

    /// <summary>Gets the directory that is touched.</summary>
    public string Directory { get; }

    /// <summary>Gets by how much the wall clock was set on; negative when it was set back.</summary>
    public TimeSpan Clock { get; private set; }

    /// <summary>Gets whether the directory was touched already.</summary>
    public bool IsTouched => _notes.TouchedAt is not null;

    /// <summary>Says that an operation has ended, whatever became of it: here the directory may be touched.</summary>
    /// <param name="step">What was done.</param>
    public async Task StepAsync(string step)
    {
        Pass();
        if (_stepped is not null)
            await _stepped(step).ConfigureAwait(false);
    }

    /// <summary>Notes that something is about to be asked for. Call it before the operation.</summary>
    /// <param name="note">What; the check gets it back.</param>
    public void Send(object note) => _notes.Sent.Add(note);

    /// <summary>Notes that something was acknowledged. Call it after the awaited call returned.</summary>
    /// <param name="note">What; the check gets it back.</param>
    public void Acknowledge(object note) => _notes.Acknowledged.Add(note);

    /// <summary>Notes what is wrong already, such as an acknowledgement of what stands in no file.</summary>
    /// <param name="message">What is wrong; begins with the law that fell.</param>
    public void Report(string message) => _notes.Wrong.Add(message);

    /// <summary>Returns the files as other programs see them, past whatever makes operations fail.</summary>
    public IReadOnlyList<OutsideFile> ReadFiles() => FileSystem.ReadFiles(Directory);

    internal void AddLater(Action action) => _later.Add(action);

    internal OutsideRun On(CrashFileSystem disk) => new(disk, Directory, _notes, stepped: null);

    internal void ShiftClock(TimeSpan by)
    {
        Clock += by;
        ClockShifted?.Invoke(by);
    }

    /// <summary>Ends what passes by itself.</summary>
    internal void Pass()
    {
        foreach (var action in _later)
            action();
        _later.Clear();
    }
}
