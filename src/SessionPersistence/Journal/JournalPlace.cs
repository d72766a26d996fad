using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>What has to stay in place while a journal is written: the directory that is locked, that of the shards, and
/// the lock.</summary>
/// <remarks>
/// A new owner takes the lock before it reads. So what is flushed before the lock was seen in its place is read by
/// every owner to come, and what is seen after that is acknowledged by nobody. Where files have no number, a directory
/// is in place when there is one.
/// </remarks>
internal sealed class JournalPlace
{
    private const string IsGone = "was removed while it was open";
    private const string IsAnother = "was replaced by another one while it was open";

    private readonly DurableFileSystem _disk;
    private readonly DurableLock _lock;
    private readonly string _lockPath;
    private readonly string _root;
    private readonly string _directory;
    private readonly ulong _directoryId;

    /// <summary>Notes what is in place now: before anything is read that is to be relied on.</summary>
    /// <param name="files">The files of the lock.</param>
    /// <param name="held">The lock.</param>
    /// <param name="directory">The directory of the shards.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public JournalPlace(LockFiles files, DurableLock held, string directory)
    {
        (_disk, _lock, _root, _lockPath, _directory) = (files.Disk, held, files.Directory, files.LockPath, directory);
        _directoryId = _disk.FindEntry(directory)?.FileId ?? 0;
    }

    /// <summary>Looks at the lock, and at the directory that it is in. One call to the system.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public bool IsLockInPlace() => _lock.IsInPlace();

    /// <summary>Looks at everything.</summary>
    /// <exception cref="GoneException">Something is gone, or is another one.</exception>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public void ThrowIfGone()
    {
        if (_disk.FindEntry(_root) is null) throw new GoneException(_root, IsGone);
        if (_disk.FindEntry(_directory) is not { } found) throw new GoneException(_directory, IsGone);
        if (found.FileId != _directoryId && found.FileId != 0 && _directoryId != 0)
            throw new GoneException(_directory, IsAnother);

        if (!_lock.IsInPlace())
            throw new GoneException(_lockPath, _disk.FindEntry(_lockPath) is null ? IsGone : IsAnother);
    }
}
