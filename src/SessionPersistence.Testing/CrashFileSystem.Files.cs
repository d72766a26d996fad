using System.Buffers;
using SessionPersistence.Storage;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    /// <inheritdoc />
    public override DurableFile CreateFile(string path, FileOwnership? ownership = null)
    {
        var at = Parse(path);
        DurableFile? file = null;
        PerformOpening(
            new CrashOperation(CrashOperationKind.CreateFile, at.ToString()),
            () => file = Open(AddFile(at, ownership), at, FileAccess.ReadWrite),
            () => file?.Dispose());
        return file!;
    }

    /// <inheritdoc />
    public override DurableFile OpenFile(string path)
    {
        var at = Parse(path);
        DurableFile? file = null;
        PerformOpening(
            new CrashOperation(CrashOperationKind.OpenFile, at.ToString()),
            () => file = Open(FindReadable(at), at, FileAccess.Read),
            () => file?.Dispose());
        return file!;
    }

    internal long LengthOf(ulong id)
    {
        lock (_gate)
            return State.Files[id].Visible.Length;
    }

    internal long? FindLengthByName(ulong id, string path)
    {
        var at = Parse(path);
        long? length = null;
        Perform(new CrashOperation(CrashOperationKind.FindEntry, path), () =>
            length = Find(at) is { IsDirectory: false, Target: null } named && named.Id == id
                ? State.Files[id].Visible.Length
                : null);
        return length;
    }

    internal int Read(ulong id, string path, Span<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        PagedBytes content = PagedBytes.Empty;
        FaultPlan? damage = null;
        var operation = new CrashOperation(CrashOperationKind.Read, path) { Offset = offset, Size = buffer.Length };
        Perform(operation, fault =>
        {
            content = State.Files[id].Visible;
            damage = fault?.Plan;
            return damage is null or { Effect: FaultEffect.BitFlipped or FaultEffect.SectorBlank }
                ? null
                : DiskErrors.Of(damage.Error, path, _windows);
        });
        var count = content.Read(buffer, offset);
        ReadDamage.Apply(damage, buffer[..count], offset);
        return count;
    }

    internal void Write(ulong id, string path, ReadOnlySpan<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (buffer.IsEmpty)
            return;

        // The work runs under the lock, where a span cannot follow.
        var length = buffer.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(bytes);
            Write(id, path, bytes.AsMemory(0, length), offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    internal void SetLength(ulong id, string path, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Perform(new CrashOperation(CrashOperationKind.SetLength, path) { Size = length }, () =>
        {
            var file = State.Files[id];
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, file.Visible.Length);
            GiveBack(file.Visible.Length - length);
            Keep(file, PendingWrite.Cut(_current.Index, length));
        });
    }

    internal void Flush(ulong id, string path)
    {
        Perform(new CrashOperation(CrashOperationKind.Flush, path), fault =>
        {
            MeasureFlush(id);
            if (Defers(_current, id, path) || IsIgnored(_current))
                return null;
            FlushBytes(State.Files[id], fault?.Plan.Effect);
            if (fault?.Plan.Effect is FaultEffect.PagesDroppedSilently)
                _current = _current with { Outcome = CrashOperationOutcome.Skipped };
            return fault is null or { Plan.Effect: FaultEffect.PagesDroppedSilently }
                ? null
                : DiskErrors.Of(fault.Plan.Error, path, _windows);
        });
    }

    private void MeasureFlush(ulong id) =>
        _current = _current with { Size = State.Files[id].Pending.Sum(write => write.Length) };

    internal void Close(ulong id)
    {
        lock (_gate)
        {
            if (--_shared.Handles[id] > 0)
                return;
            _shared.Handles.Remove(id);
            Reclaim(State.Files[id]);
        }
    }

    private void PerformOpening(CrashOperation operation, Action open, Action close)
    {
        try
        {
            Perform(operation, open);
        }
        catch
        {
            // Opened, and yet failed: the caller has no handle to close.
            close();
            throw;
        }
    }

    private CrashFile Open(FileNode file, DiskPath path, FileAccess access)
    {
        CountHandle(file.Id);
        return new CrashFile(this, file.Id, path.ToString(), access);
    }

    private FileNode FindReadable(DiskPath path)
    {
        if (Find(path) is null)
            throw DiskErrors.NoFile(path.ToString());

        var file = FindFile(path);
        Demand(file.Ownership, Reading, path);
        return file;
    }

    private void CountHandle(ulong id) => _shared.Handles[id] = _shared.Handles.GetValueOrDefault(id) + 1;

    private void Apply(FileNode file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (bytes.IsEmpty)
            return;
        GiveBack(-Math.Max(0, offset + bytes.Length - file.Visible.Length));
        Keep(file, PendingWrite.Of(_current.Index, offset, bytes));
    }

    private void Write(ulong id, string path, ReadOnlyMemory<byte> bytes, long offset)
    {
        var operation = new CrashOperation(CrashOperationKind.Write, path) { Offset = offset, Size = bytes.Length };
        Perform(operation, fault =>
        {
            var file = State.Files[id];
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, file.Visible.Length);
            var (count, error) = FaultedWrite(fault, bytes.Length, path);
            var fitting = Math.Min(count, Room(file, offset));
            Apply(file, bytes.Span[..(int)fitting], offset);
            return fitting < count ? DiskErrors.Of(FaultError.NoSpace, path, _windows) : error;
        });
    }

    private void Keep(FileNode file, PendingWrite write)
    {
        var time = State.Clock + 1;
        var visible = write.Apply(file.Visible);
        file = file with { Visible = visible, VisibleTime = time, ChangeTime = time };
        file = KeepsHistory
            ? file with { Pending = file.Pending.Add(write) }
            : file with { Durable = visible, DurableTime = time, DurableChangeTime = time };
        State = State.With(file) with { Clock = time };
    }

    private void FlushBytes(FileNode file, FaultEffect? effect)
    {
        switch (effect)
        {
            case FaultEffect.NotApplied:
                return;
            case FaultEffect.PagesDropped or FaultEffect.PagesDroppedSilently:
                State = State.With(file with { Pending = [] })
                    with { Lost = State.Lost.Union(file.Pending.Select(write => write.Index)) };
                return;
            default:
                State = State.With(file.Flush()) with { OrderedCommit = _current.Index };
                if (_windows)
                    State = State.Commit(_ => true);
                return;
        }
    }

    private long Room(FileNode file, long offset) =>
        State.FreeSpace is { } free ? file.Visible.Length - offset + Math.Max(0, free) : long.MaxValue;

    private void ThrowIfOpen(FileNode file, DiskPath path)
    {
        if (_windows && _shared.Handles.ContainsKey(file.Id))
            throw DiskErrors.Denied(path.ToString(), _windows);
    }
}
