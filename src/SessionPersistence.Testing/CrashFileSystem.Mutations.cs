namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private readonly List<Func<CrashOperation, bool>> _ignored = [];
    private readonly List<Func<CrashOperation, bool>> _deferring = [];
    private readonly Queue<(ulong Id, string Path)> _deferred = [];

    /// <summary>Leaves out flushes of files and directories that the predicate picks: the caller is told that they are
    /// done.</summary>
    /// <param name="predicate">Asked under the lock of the file system for each flush; must not call it.</param>
    /// <remarks>For proving that a test notices a missing flush.</remarks>
    public void IgnoreFlush(Func<CrashOperation, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
            _ignored.Add(predicate);
    }

    /// <summary>Leaves out one flush, or all of a kind.</summary>
    /// <param name="kind"><see cref="CrashOperationKind.Flush"/> or
    /// <see cref="CrashOperationKind.FlushDirectory"/>.</param>
    /// <param name="occurrence">Which of those that match, from 1; 0 for all.</param>
    /// <param name="pathPattern">The paths concerned, as <see cref="CrashOperation.Matches(string)"/> reads it;
    /// <see langword="null"/> for all.</param>
    public void IgnoreFlush(CrashOperationKind kind, int occurrence = 0, string? pathPattern = null)
    {
        if (!IsFlush(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a flush.");
        IgnoreFlush(Picker(kind, occurrence, pathPattern));
    }

    /// <summary>Puts off a file flush until after the next replace, publish or link: the order that a careless writer
    /// has.</summary>
    /// <param name="occurrence">Which of the file flushes that match, from 1; 0 for all.</param>
    /// <param name="pathPattern">The paths concerned, as <see cref="CrashOperation.Matches(string)"/> reads it;
    /// <see langword="null"/> for all.</param>
    public void SwapFlushAndRename(int occurrence = 0, string? pathPattern = null)
    {
        lock (_gate)
            _deferring.Add(Picker(CrashOperationKind.Flush, occurrence, pathPattern));
    }

    private static Func<CrashOperation, bool> Picker(CrashOperationKind kind, int occurrence, string? pathPattern)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(occurrence);
        var seen = 0;
        return flush => flush.Kind == kind
            && (pathPattern is null || flush.Matches(pathPattern))
            && (++seen == occurrence || occurrence == 0);
    }

    private bool IsIgnored(CrashOperation flush)
    {
        var ignored = false;
        // Each predicate sees each flush, so that its own count is right.
        foreach (var predicate in _ignored)
            ignored |= predicate(flush);
        if (ignored)
            _current = _current with { Outcome = CrashOperationOutcome.Skipped };
        return ignored;
    }

    private bool Defers(CrashOperation flush, ulong id, string path)
    {
        if (!_deferring.Exists(predicate => predicate(flush)))
            return false;
        _deferred.Enqueue((id, path));
        _current = _current with { Outcome = CrashOperationOutcome.Skipped };
        return true;
    }

    private void CompleteDeferredFlushes(CrashOperation operation)
    {
        if (operation.Kind is not (CrashOperationKind.Replace or CrashOperationKind.Publish or CrashOperationKind.Link))
            return;
        while (TakeDeferred() is { } flush)
        {
            Perform(
                new CrashOperation(CrashOperationKind.Flush, flush.Path),
                () =>
                {
                    MeasureFlush(flush.Id);
                    FlushBytes(State.Files[flush.Id], effect: null);
                });
        }
    }

    private (ulong Id, string Path)? TakeDeferred()
    {
        lock (_gate)
        {
            while (_deferred.TryDequeue(out var flush))
            {
                if (State.Files.ContainsKey(flush.Id))
                    return flush;
            }

            return null;
        }
    }
}
