using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    /// <summary>Lists what the disk could hold if the power went now.</summary>
    /// <param name="model">What disks do with what they were not asked to keep.</param>
    /// <param name="limits">How many; the defaults when <see langword="null"/>.</param>
    /// <returns>The images, each once, the one that keeps nothing pending first. Operations that come later do not
    /// change it.</returns>
    public CrashImageSet CrashImages(CrashModel model, CrashImageLimits? limits = null) =>
        Snapshot().CrashImages(model, limits);

    /// <summary>Takes a picture that later operations do not change.</summary>
    public CrashSnapshot Snapshot()
    {
        lock (_gate)
            return TakeSnapshot();
    }

    /// <summary>Gives the file system as the next process finds it when this process dies now: all is visible, what is
    /// pending is pending, no lock is held.</summary>
    /// <remarks>This instance goes on apart from it, with its own locks and open files.</remarks>
    public CrashFileSystem ProcessKill() => Snapshot().ProcessKill();

    /// <summary>Loses power now and keeps only what is durable.</summary>
    /// <returns>The disk as the next process finds it. This instance goes on apart from it.</returns>
    public CrashFileSystem Crash() =>
        CrashImages(CrashModel.StrictPosix, new CrashImageLimits { NameStates = 1 }).First().Mount();

    internal IReadOnlyList<CrashOperation> InheritedTrace
    {
        init
        {
            foreach (var operation in value)
                _shared.Log.Add(operation);
        }
    }

    /// <summary>Keeps a snapshot of now and one after each operation to come.</summary>
    internal void StartRecording()
    {
        lock (_gate)
            _shared.Recording = [TakeSnapshot()];
    }

    /// <summary>Gives what was kept since.</summary>
    internal IReadOnlyList<CrashSnapshot> StopRecording()
    {
        lock (_gate)
        {
            var recorded = _shared.Recording ?? [];
            _shared.Recording = null;
            return recorded;
        }
    }

    private void Record(CrashOperation entry)
    {
        _shared.Log.Add(entry);
        _shared.Recording?.Add(TakeSnapshot());
    }

    private CrashSnapshot TakeSnapshot() =>
        new(State, new DiskHabits(_windows, _replaceWritesOutData), _shared.Log, _shared.Log.Count);
}
