using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

/// <summary>A <see cref="CrashFileSystem"/> at one instant. Costs nothing to take: all pictures of a disk share what
/// they have in common.</summary>
public sealed class CrashSnapshot
{
    private readonly OperationLog _log;

    internal CrashSnapshot(DiskState state, DiskHabits habits, OperationLog log, int operationCount)
    {
        _log = log;
        State = state;
        Habits = habits;
        OperationCount = operationCount;
    }

    /// <summary>Gets the number of operations up to then.</summary>
    public int OperationCount { get; }

    /// <summary>Gets the operations up to then, oldest first.</summary>
    public IReadOnlyList<CrashOperation> Trace => _log.Take(OperationCount);

    internal DiskState State { get; }

    internal DiskHabits Habits { get; }

    /// <summary>Lists what the disk could hold if the power went then.</summary>
    /// <param name="model">What disks do with what they were not asked to keep.</param>
    /// <param name="limits">How many; the defaults when <see langword="null"/>.</param>
    public CrashImageSet CrashImages(CrashModel model, CrashImageLimits? limits = null) =>
        new(this, model, limits ?? new CrashImageLimits());

    /// <summary>Gives the file system as the next process finds it when the process dies then: all is visible, what is
    /// pending is pending, no lock is held.</summary>
    public CrashFileSystem ProcessKill() => new(Habits, State) { KeepsHistory = true, InheritedTrace = Trace };
}
