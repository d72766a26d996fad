namespace SessionPersistence.Testing;

/// <summary>One exploration under way: what was checked already, and what was found.</summary>
internal sealed class Exploration(
    CrashExplorerOptions options,
    Func<CrashFileSystem, CrashPoint, Task<IReadOnlyList<string>>> check,
    CancellationToken cancellationToken)
{
    private readonly HashSet<(ulong Image, int Sent, int Acknowledged)> _seen = [];
    private readonly HashSet<(ulong Image, int Sent, int Acknowledged)> _seenInRecovery = [];
    private readonly HashSet<ulong> _distinct = [];
    private readonly HashSet<(string Recovery, int Sent, int Acknowledged)> _recoveries = [];
    private readonly List<CrashViolation> _violations = [];
    private long _images;
    private long _runs;
    private bool _truncated;

    private bool IsOver => _violations.Count >= options.MaxViolations;

    /// <summary>Checks every crash at one point of the scenario.</summary>
    public async Task VisitAsync(CrashSnapshot snapshot, CrashPoint point)
    {
        if (options.ProcessKill && !IsOver)
        {
            await RunAsync(snapshot.ProcessKill(), point, model: null, () => DescribeKill(snapshot))
                .ConfigureAwait(false);
        }

        foreach (var model in options.Models)
        {
            foreach (var image in Images(snapshot, model, options.Limits))
            {
                if (_seen.Add(Key(image, point)))
                    await RunAsync(image.Mount(), point, model, image.Describe).ConfigureAwait(false);
            }
        }
    }

    public ExplorationResult ToResult(string name, int operations, int points) =>
        new(name, operations, points, _images, _runs, _truncated, _violations) { DistinctImages = _distinct.Count };

    private async Task RunAsync(CrashFileSystem disk, CrashPoint point, CrashModel? model, Func<string> describe)
    {
        if (options.CrashInRecovery)
            disk.StartRecording();
        await CheckAsync(disk, point, model, describe).ConfigureAwait(false);

        var snapshots = disk.StopRecording();
        if (snapshots.Count == 0 || !IsNewRecovery(snapshots, point))
            return;

        // The first snapshot is the disk that recovery found.
        foreach (var snapshot in snapshots.Skip(1))
        {
            foreach (var again in model is { } same ? [same] : options.Models)
            {
                foreach (var image in Images(snapshot, again, options.RecoveryLimits))
                {
                    if (!IsNewInRecovery(image, point))
                        continue;
                    await CheckAsync(image.Mount(), point, again, () => Twice(describe(), image.Describe()))
                        .ConfigureAwait(false);
                }
            }

            if (options.ProcessKill && !IsOver)
            {
                await CheckAsync(snapshot.ProcessKill(), point, model, () => Twice(describe(), DescribeKill(snapshot)))
                    .ConfigureAwait(false);
            }
        }
    }

    private async Task CheckAsync(CrashFileSystem disk, CrashPoint point, CrashModel? model, Func<string> describe)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _runs++;
        IReadOnlyList<string> messages;
        try
        {
            messages = await check(disk, point).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            messages = [$"The check threw {error}"];
        }

        if (messages.Count > 0)
            _violations.Add(new CrashViolation(model, point.OperationCount, messages, describe()));
    }

    private IEnumerable<CrashImage> Images(CrashSnapshot snapshot, CrashModel model, CrashImageLimits limits)
    {
        if (IsOver)
            yield break;

        var images = snapshot.CrashImages(model, limits);
        _truncated |= images.Truncated;
        foreach (var image in images)
        {
            _images++;
            _distinct.Add(image.Hash);
            if (IsOver)
                yield break;
            yield return image;
        }
    }

    // What recovery left is not crashed again: it must not hide the same image of the scenario, which is.
    private bool IsNewInRecovery(CrashImage image, CrashPoint point) =>
        !_seen.Contains(Key(image, point)) && _seenInRecovery.Add(Key(image, point));

    private bool IsNewRecovery(IReadOnlyList<CrashSnapshot> snapshots, CrashPoint point)
    {
        if (options.RecoveryKey is not { } keyOf)
            return true;
        var operations = snapshots[^1].Trace.Skip(snapshots[0].OperationCount).ToList();
        return _recoveries.Add((keyOf(operations), point.Sent.Count, point.Acknowledged.Count));
    }

    private static (ulong Image, int Sent, int Acknowledged) Key(CrashImage image, CrashPoint point) =>
        (image.Hash, point.Sent.Count, point.Acknowledged.Count);

    private static string DescribeKill(CrashSnapshot snapshot)
    {
        var operations = snapshot.Trace.Select(operation => $"  {operation}{Environment.NewLine}");
        return $"Process killed after {snapshot.OperationCount} operations:{Environment.NewLine}"
            + $"{string.Concat(operations)}The disk then:{Environment.NewLine}{snapshot.ProcessKill().Dump()}";
    }

    private static string Twice(string first, string second) =>
        $"{first}{Environment.NewLine}Recovery on it crashed in turn. {second}";
}
