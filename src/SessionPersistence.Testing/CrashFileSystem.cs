using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

/// <summary>A disk in memory that keeps apart what is visible and what is durable, loses power, and fails on
/// demand.</summary>
/// <remarks>
/// <para>Only <see cref="DurableFile.Flush"/> makes bytes durable, and only <see cref="FlushDirectory"/> makes names
/// durable. Whatever else was done is pending: <see cref="CrashImages"/> lists every disk that the loss of power could
/// leave behind, and each can be mounted as a new file system.</para>
/// <para>Deterministic: time stamps come from a counter, and the same calls give the same trace and the same images.
/// Safe for concurrent use. Paths are absolute, whatever they start with; <c>/</c> exists.</para>
/// </remarks>
public sealed partial class CrashFileSystem : DurableFileSystem
{
    private readonly SharedDisk _shared;
    private readonly Lock _gate;
    private readonly DiskUser _user = DiskUser.Usual;
    private readonly bool _windows;
    private readonly bool _replaceWritesOutData;
    private CrashOperation _current = new(CrashOperationKind.FindEntry, "/");

    /// <summary>Creates an empty disk.</summary>
    /// <param name="options">How it behaves; the defaults when <see langword="null"/>.</param>
    public CrashFileSystem(CrashFileSystemOptions? options = null)
    {
        options ??= new CrashFileSystemOptions();
        _windows = options.Windows;
        _replaceWritesOutData = options.ReplaceWritesOutData;
        var names = _windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var state = DiskState.Create(names, RootOwnership) with { FreeSpace = options.FreeSpace };
        _shared = new SharedDisk(state);
        _gate = _shared.Gate;
    }

    internal CrashFileSystem(DiskHabits habits, DiskState state)
        : this(new SharedDisk(state), habits, DiskUser.Usual)
    {
    }

    private CrashFileSystem(SharedDisk shared, DiskHabits habits, DiskUser user)
    {
        (_windows, _replaceWritesOutData, _shared) = (habits.Windows, habits.ReplaceWritesOutData, shared);
        (_gate, _user) = (shared.Gate, user);
    }

    /// <summary>Occurs before an operation, on the thread of its caller and under no lock. An exception of a handler
    /// reaches the caller instead.</summary>
    public event Action<CrashOperation>? BeforeOperation;

    /// <summary>Occurs after an operation entered the trace, on the thread of its caller and under no lock.</summary>
    public event Action<CrashOperation>? OperationCompleted;

    /// <inheritdoc />
    public override FileSystemCapabilities Capabilities =>
        FileSystemCapabilities.ExclusiveLocks | FileSystemCapabilities.Durable | FileSystemCapabilities.AtomicPublish
        | FileSystemCapabilities.HardLinks
        | (_windows
            ? FileSystemCapabilities.None
            : FileSystemCapabilities.CaseSensitive | FileSystemCapabilities.Ownership
                | FileSystemCapabilities.ChangeTimes);

    /// <summary>Gets every operation that changed or flushed something, or failed to, oldest first.</summary>
    public IReadOnlyList<CrashOperation> Trace => _shared.Log.Take(OperationCount);

    /// <summary>Gets the number of operations in the trace.</summary>
    public int OperationCount => _shared.Log.Count;

    /// <summary>Gets or sets the number of bytes by which files can grow before the disk is full;
    /// <see langword="null"/> when it never is.</summary>
    /// <remarks>Deleting a file that is not open, replacing it or cutting it gives its bytes back.</remarks>
    public long? FreeSpace
    {
        get
        {
            lock (_gate)
                return State.FreeSpace;
        }

        set
        {
            lock (_gate)
                State = State with { FreeSpace = value };
        }
    }

    /// <summary>Gets whether there is a trace and anything pending; without, all is durable at once and nothing is
    /// remembered.</summary>
    internal bool KeepsHistory { get; init; } = true;

    private DiskState State
    {
        get => _shared.State;
        set => _shared.State = value;
    }

    /// <summary>Runs an operation: faults first, then the work under the lock, then the trace.</summary>
    private void Perform(CrashOperation operation, Func<CrashFault?, Exception?> work)
    {
        BeforeOperation?.Invoke(operation with { Index = OperationCount });
        var fault = FindFault(operation);
        if (fault?.Plan.Effect == FaultEffect.Hangs)
        {
            fault.WaitForRelease();
            fault = null;
        }

        Exception? error;
        CrashOperation? entry;
        lock (_gate)
        {
            operation = operation with
            {
                Index = _shared.Log.Count,
                Occurrence = ++_shared.Occurrences[(int)operation.Kind],
            };
            error = RunUnderLock(ref operation, fault, work, out entry);
        }

        if (entry is not null)
            OperationCompleted?.Invoke(entry);
        CompleteDeferredFlushes(operation);
        if (error is not null)
            throw error;
    }

    private void Perform(CrashOperation operation, Action work) =>
        Perform(operation, fault =>
        {
            if (fault is not { Plan.Effect: FaultEffect.NotApplied })
                work();
            return fault is null ? null : DiskErrors.Of(fault.Plan.Error, operation.Path, _windows);
        });

    private Exception? RunUnderLock(
        ref CrashOperation operation,
        CrashFault? fault,
        Func<CrashFault?, Exception?> work,
        out CrashOperation? entry)
    {
        var before = State;
        _current = operation;
        var error = work(fault);
        operation = error is null ? _current : _current with { Outcome = CrashOperationOutcome.Failed };
        var leavesTrace = error is not null || !ReferenceEquals(before, State) || IsFlush(operation.Kind);
        entry = KeepsHistory && leavesTrace && operation.Kind <= CrashOperationKind.Lock ? operation : null;
        if (entry is not null)
            Record(entry);
        return error;
    }

    internal static bool IsFlush(CrashOperationKind kind) =>
        kind is CrashOperationKind.Flush or CrashOperationKind.FlushDirectory;
}
