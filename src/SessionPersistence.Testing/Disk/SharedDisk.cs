namespace SessionPersistence.Testing.Disk;

/// <summary>What all processes of one disk share; changed under its gate only.</summary>
internal sealed class SharedDisk(DiskState state)
{
    public Lock Gate { get; } = new();

    public OperationLog Log { get; } = new();

    public DiskState State { get; set; } = state;

    /// <summary>Gets how many operations of each kind there were.</summary>
    public int[] Occurrences { get; } = new int[Enum.GetValues<CrashOperationKind>().Length];

    /// <summary>Gets how often each file is open.</summary>
    public Dictionary<ulong, int> Handles { get; } = [];

    /// <summary>Gets the locks that are held, by file.</summary>
    public Dictionary<ulong, FileLock> Locks { get; } = [];

    public List<CrashSnapshot>? Recording { get; set; }
}
