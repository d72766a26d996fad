using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    /// <inheritdoc />
    /// <remarks>A lock belongs to this process and to the file, whatever becomes of its name: who makes the file again
    /// gets a second lock. An image, a snapshot or what a killed process leaves behind holds none.</remarks>
    public override DurableLock? TryLock(string path)
    {
        var at = Parse(path);
        FileLock? taken = null;
        PerformOpening(
            new CrashOperation(CrashOperationKind.Lock, at.ToString()),
            () =>
            {
                var file = DirectoryOf(at).Visible.ContainsKey(at.Name) ? FindFile(at) : AddFile(at);
                Demand(file.Ownership, Reading | Writing, at);
                var asked = new FileLock(file.Id, this, at.ToString());
                if (!_shared.Locks.TryAdd(file.Id, asked))
                    return;
                taken = asked;
                CountHandle(file.Id);
            },
            () => taken?.Dispose());
        return taken;
    }

    /// <summary>Starts another process on this disk: it sees at once what this one does, and respects its
    /// locks.</summary>
    /// <param name="userId">Whom it runs as; the process that made the disk runs as user 1000 of group 1000. User 0 may
    /// do everything, others what owner, group and mode allow.</param>
    /// <param name="groupId">The group of what it makes.</param>
    /// <param name="otherGroups">Further groups of that user.</param>
    /// <returns>The process. All processes of a disk share its trace; events, faults and left out flushes are those of
    /// each.</returns>
    public CrashFileSystem StartProcess(
        uint userId = 1000, uint groupId = 1000, params IEnumerable<uint> otherGroups) =>
        new(_shared, new DiskHabits(_windows, _replaceWritesOutData), new DiskUser(userId, groupId, [.. otherGroups]))
        {
            KeepsHistory = KeepsHistory,
        };

    /// <summary>Ends the process that uses this disk, as <see cref="ProcessKill"/> does, but in place: its locks are
    /// free, what is pending stays pending.</summary>
    /// <remarks>For scenarios that go on with the next process. What the former one left behind must not be used any
    /// more.</remarks>
    public void KillProcess()
    {
        lock (_gate)
        {
            foreach (var held in _shared.Locks.Values.Where(held => held.Process == this).ToList())
                _shared.Locks.Remove(held.File);
        }
    }

    internal void Unlock(FileLock held)
    {
        lock (_gate)
        {
            // After its process was killed, somebody else may have the file.
            if (_shared.Locks.TryGetValue(held.File, out var holder) && holder == held)
                _shared.Locks.Remove(held.File);
        }

        Close(held.File);
    }
}
