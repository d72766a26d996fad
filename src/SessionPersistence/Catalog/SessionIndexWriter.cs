using System.Buffers;
using SessionPersistence.Diagnostics;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Catalog;

/// <summary>Writes the index behind everything else: seldom, whole, and nobody waits for it or hears of its
/// failure.</summary>
/// <remarks>
/// A change makes a write due after half a minute, or after as long as the index is at 64 KiB a second, if that is
/// longer; so the index of a large store takes no more of the disk than that of a small one. Closing writes what is
/// due.
/// </remarks>
internal sealed class SessionIndexWriter : IAsyncDisposable
{
    private const long BytesPerSecond = 64 * 1024;
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(30);

    private readonly StoreContext _store;
    private readonly Func<bool> _mayWrite;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _isBehind;
    private long _length;

    public SessionIndexWriter(StoreContext store, Func<bool> mayWrite)
    {
        (_store, _mayWrite) = (store, mayWrite);
        _timer = store.Time.CreateTimer(
            _ => _ = FinishAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Delay =>
        TimeSpan.FromSeconds(Math.Max(ShortestDelay.TotalSeconds, (double)Volatile.Read(ref _length) / BytesPerSecond));

    /// <summary>Notes that the index is behind.</summary>
    public void Changed()
    {
        if (Interlocked.Exchange(ref _isBehind, 1) == 0) _timer.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes note of what start-up read; the index is behind if it is not what would be written now.</summary>
    public void Begin(SessionIndex index)
    {
        Volatile.Write(ref _length, index.Length);
        var (touched, untouched) = _store.Catalog.Split();
        var rows = touched.Select(RowOf).OfType<SessionRow>().ToList();
        var buffer = new ArrayBufferWriter<byte>();
        if (!index.IsWhole || untouched.Any(each => index.Find(each.Key).IsEmpty) || index.RowCount != rows.Count
            + untouched.Count || rows.Exists(row => !index.Find(row.Id).IsOf(row.LineIn(buffer)))) Changed();
    }

    /// <summary>Writes the index now, if it is behind.</summary>
    public async Task FinishAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_mayWrite() && Interlocked.Exchange(ref _isBehind, 0) == 1) Write();
        }
        catch (Exception e)
        {
            // Whatever it is: nobody awaits this who could be told, and a start without an index reads the documents.
            Log.IndexNotWritten(_store.Logger, e);
            Changed();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Ends the timer and waits for a write that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _writing.WaitAsync().ConfigureAwait(false);
        _writing.Release();
    }

    private void Write()
    {
        var (touched, untouched) = _store.Catalog.Split();
        var rows = touched.Select(RowOf).OfType<SessionRow>()
            .Concat(untouched.Select(each => RowOf(each.Key, each.Value)))
            .OrderByDescending(row => row.UpdatedAt)
            .ThenBy(row => row.Id);
        var content = new SessionRows([.. rows]);
        AtomicFile.Replace(_store.Disk, _store.Directory.Root, SessionIndex.FileName, content);
        Volatile.Write(ref _length, content.Length);
    }

    private static SessionRow RowOf(SessionId id, IndexRow row) =>
        new(id, row.UpdatedAt, buffer => IndexRowWriter.Write(buffer, row.ToHead(id), row.Life, row.File));

    private static SessionRow? RowOf(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            // One of ours is known as long as its file is there, or the journal has something of it; that is read again
            // by the next start.
            if (IsFaulted(entry) && entry.Listed is { } known
                && (known.Life ?? entry.KnownLife) is not null)
            {
                return new(entry.Id, known.UpdatedAt,
                    buffer => IndexRowWriter.Write(buffer, known, known.Life ?? entry.KnownLife, file: null));
            }

            // Others take a row for a session that has a file, and messages in it.
            if (entry is not { Visible: { } head, Document: { } document, Fault: null }) return null;
            if (document.IsForeign && !head.HasMessageList) return null;

            var (life, file) = (head.Life ?? entry.KnownLife,
                entry.Tail.Count == 0 && document.Fault is null ? document : null);
            return new(entry.Id, head.UpdatedAt, buffer => IndexRowWriter.Write(buffer, head, life, file));
        }
    }

    private static bool IsFaulted(SessionEntry entry) => entry.Fault is { } fault
        && (fault.Kind != DocumentFaultKind.Missing || entry.FaultedTail.Count > 0 || entry.Tail.Count > 0);

    private sealed record SessionRow(SessionId Id, DateTimeOffset UpdatedAt, Action<ArrayBufferWriter<byte>> Write)
    {
        public ReadOnlySpan<byte> LineIn(ArrayBufferWriter<byte> buffer)
        {
            buffer.ResetWrittenCount();
            Write(buffer);
            return buffer.WrittenSpan[..^1];
        }
    }

    // There may be very many: no more than a step of the file is in memory.
    private sealed class SessionRows(IReadOnlyList<SessionRow> rows) : IFileContent
    {
        public long Length { get; private set; }

        public void WriteTo(SteppedFile file)
        {
            Length = 0;
            var step = new ArrayBufferWriter<byte>(SteppedFile.StepBytes);
            var buffer = new ArrayBufferWriter<byte>();
            step.Write("["u8);
            for (var i = 0; i < rows.Count; i++)
            {
                var line = rows[i].LineIn(buffer);
                if (step.WrittenCount > 0 && step.WrittenCount + line.Length + 2 > SteppedFile.StepBytes)
                    Append(file, step);
                step.Write(i == 0 ? "\n"u8 : ",\n"u8);
                step.Write(line);
            }

            step.Write("\n]\n"u8);
            Append(file, step);
        }

        private void Append(SteppedFile file, ArrayBufferWriter<byte> step)
        {
            file.Append(step.WrittenSpan);
            Length += step.WrittenCount;
            step.ResetWrittenCount();
        }
    }
}
