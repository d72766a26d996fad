using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private readonly HashSet<ulong> _locks = [];

    /// <inheritdoc />
    /// <remarks>A lock belongs to this instance: an image, a snapshot or what a killed process leaves behind holds
    /// none.</remarks>
    public override IDisposable? TryLock(string path)
    {
        var at = Parse(path);
        FileLock? taken = null;
        PerformOpening(
            new CrashOperation(CrashOperationKind.Lock, at.ToString()),
            () =>
            {
                var file = DirectoryOf(at).Visible.ContainsKey(at.Name) ? FindFile(at) : AddFile(at);
                if (!_locks.Add(file.Id))
                    return;
                _handles[file.Id] = _handles.GetValueOrDefault(file.Id) + 1;
                taken = new FileLock(() => Unlock(file.Id));
            },
            () => taken?.Dispose());
        return taken;
    }

    /// <summary>Ends the process that uses this disk, as <see cref="ProcessKill"/> does, but in place: locks are free,
    /// what is pending stays pending.</summary>
    /// <remarks>For scenarios that go on with the next process. What the former one left behind must not be used any
    /// more.</remarks>
    public void KillProcess()
    {
        lock (_gate)
            _locks.Clear();
    }

    private void Unlock(ulong id)
    {
        lock (_gate)
            _locks.Remove(id);
        Close(id);
    }
}
