using System.Buffers;
using System.Globalization;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Journal;

/// <summary>The lock that makes one store, or one standalone journal, the owner of its directory, and the note beside
/// it that says who that is.</summary>
/// <remarks>The operating system drops the lock with the process: no age, process number or text ever decides who is
/// the owner.</remarks>
internal sealed class StoreLock : IDisposable
{
    private const int LongestOwnerNote = 4096;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly LockFiles _files;
    private readonly DurableLock _lock;

    private StoreLock(LockFiles files, DurableLock heldLock, StoreOwner owner) =>
        (_files, _lock, Owner) = (files, heldLock, owner);

    /// <summary>Gets what the note says of this owner.</summary>
    public StoreOwner Owner { get; }

    /// <summary>Gets whether the directory of the journal was missing, and was made.</summary>
    public bool MadeJournal { get; private init; }

    /// <summary>Notes what has to stay in place while a journal is written.</summary>
    /// <param name="directory">The directory of its shards.</param>
    /// <exception cref="StoreUnavailableException">It cannot be looked at.</exception>
    public JournalPlace PlaceOf(string directory)
    {
        try
        {
            return new(_files, _lock, directory);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw new StoreUnavailableException(_files.Directory, exception.Message, exception);
        }
    }

    /// <summary>Takes the lock; waits for an owner that is about to close.</summary>
    /// <exception cref="StoreInUseException">Someone else had it all that time.</exception>
    /// <exception cref="StoreUnavailableException">The directory takes no lock file, or is one of the other
    /// kind.</exception>
    public static async Task<StoreLock> TakeAsync(
        LockFiles files, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        files.ThrowIfOtherKind();
        var started = timeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(files, timeProvider) is { } taken) return taken;

            var left = timeout - timeProvider.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) throw new StoreInUseException(files.Directory, ReadOwner(files));

            await Task.Delay(left < PollInterval ? left : PollInterval, timeProvider, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Whether somebody has the store open now. Writes nothing; the lock is asked for and given back at
    /// once.</summary>
    public static bool IsHeld(LockFiles files)
    {
        try
        {
            if (files.Disk.FindEntry(files.LockPath) is not { Kind: FileSystemEntryKind.File }) return false;

            using var taken = files.Disk.TryLock(files.LockPath);
            return taken is null;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            // Who may not ask must take it for held: then less is called left behind.
            return true;
        }
    }

    /// <summary>Makes the directory if it is missing, takes its lock, and tries on the disk all that a store relies
    /// on.</summary>
    /// <exception cref="StoreInUseException">Someone else had the lock all that time.</exception>
    /// <exception cref="StoreUnavailableException">The directory cannot hold a store.</exception>
    public static async Task<StoreLock> OwnAsync(
        StoreDirectory directory, TimeSpan timeout, TimeProvider timeProvider,
        CancellationToken cancellationToken = default)
    {
        var madeJournal = directory.EnsureExists();
        var files = LockFiles.OfStore(directory);
        var taken = await TakeAsync(files, timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        try
        {
            StorageSelfTest.Run(directory.Disk, directory.Root, files.LockPath);
            return new(files, taken._lock, taken.Owner) { MadeJournal = madeJournal };
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Reads who says to be the owner.</summary>
    /// <returns><see langword="null"/> when nobody did, or what was said cannot be read.</returns>
    public static StoreOwner? ReadOwner(LockFiles files)
    {
        try
        {
            using var file = files.Disk.OpenFile(files.OwnerPath);
            var buffer = new byte[LongestOwnerNote];
            return Parse(JsonText.CompactObject(buffer.AsSpan(0, file.Read(buffer, 0))));
        }
        catch (Exception exception) when (DiskFault.Is(exception) || exception is FormatException)
        {
            // The note is information for people; the lock stands without it.
            return null;
        }
    }

    /// <summary>Releases the lock. The files stay: a lock file that is deleted can be locked twice.</summary>
    public void Dispose() => _lock.Dispose();

    private static StoreLock? TryTake(LockFiles files, TimeProvider timeProvider)
    {
        try
        {
            OwnershipRule.EnsureFile(files.Disk, files.Directory, files.LockPath);
            LinkedFile.ThrowIfIs(files.Disk, files.LockPath);
            if (files.Disk.TryLock(files.LockPath) is not { } held) return null;

            try
            {
                // Somebody removed the file between its opening and its locking, and another owner may have made a new
                // one.
                if (held.IsInPlace()) return new(files, held, Announce(files, timeProvider.GetUtcNow()));
            }
            catch
            {
                held.Dispose();
                throw;
            }

            held.Dispose();
            return null;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw new StoreUnavailableException(files.Directory, exception.Message, exception);
        }
    }

    private static StoreOwner Announce(LockFiles files, DateTimeOffset now)
    {
        var instance = RandomHex.Create(16);
        var owner = new StoreOwner(Environment.ProcessId, Environment.MachineName, now, instance);
        AtomicFile.ReplaceUnflushed(files.Disk, files.Directory, files.OwnerName, Format(owner));
        return owner;
    }

    private static byte[] Format(StoreOwner owner)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("{"u8);
        JsonText.WriteMember(buffer, "pid", owner.ProcessId.ToString(CultureInfo.InvariantCulture));
        buffer.Write(","u8);
        JsonText.WriteMember(buffer, "host", JsonText.Quote(owner.Host));
        buffer.Write(","u8);
        JsonText.WriteMember(buffer, "since", JsonValue.FromInstant(owner.Since));
        buffer.Write(","u8);
        JsonText.WriteMember(buffer, "instance", JsonText.Quote(owner.Instance));
        buffer.Write("}\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static StoreOwner? Parse(ReadOnlySpan<byte> json) =>
        JsonValue.AsInteger(JsonMembers.Find(json, "pid"u8)) is { } pid and >= 0 and <= int.MaxValue
        && JsonValue.AsString(JsonMembers.Find(json, "host"u8)) is { } host
        && JsonValue.AsInstant(JsonMembers.Find(json, "since"u8)) is { } since
        && JsonValue.AsString(JsonMembers.Find(json, "instance"u8)) is { } instance
            ? new((int)pid, host, since, instance)
            : null;
}
