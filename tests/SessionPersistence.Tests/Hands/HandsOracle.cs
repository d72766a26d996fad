using SessionPersistence.Testing;
using SessionPersistence.Tests.Crash;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hands;

/// <summary>Opens the real store on what outside hands left, and judges what it shows by L12, and by L2 and L5. Every
/// sentence begins with the law that fell.</summary>
internal sealed class HandsOracle : IDisposable
{
    private readonly CrashFileSystem _disk;
    private readonly OutsidePoint _point;
    private readonly HandsBelief _belief;
    private readonly CheckMeters _meters = new();
    private readonly List<string> _wrong = [];

    private HandsOracle(CrashFileSystem disk, OutsidePoint point) =>
        (_disk, _point, _belief) = (disk, point, new(point));

    public static async Task<IReadOnlyList<string>> CheckAsync(CrashFileSystem disk, OutsidePoint point)
    {
        using var oracle = new HandsOracle(disk, point);
        await oracle.RunAsync();
        return [.. oracle._wrong.Distinct()];
    }

    public void Dispose() => _meters.Dispose();

    private async Task RunAsync()
    {
        var (store, first) = await HandsLook.OpenAsync(_disk, _point.Clock, _meters, _belief.Sessions);
        Judge(first, first.Told, "start", isSameProcess: true);
        _point.Pass();
        if (_point.Passes && first.Refusal is null)
        {
            var again = await HandsLook.AgainAsync(store, _belief.Sessions);
            Judge(again, [.. again.Told, .. first.Told], "after it passed", isSameProcess: true);
        }

        await WriteAsync(store, first);
        await store.DisposeAsync();
        first.Told.AddRange(store.Health.Issues.Select(HandsLook.TextOf));
        var audit = await ScanAsync();

        var (next, second) = await HandsLook.OpenAsync(_disk, _point.Clock, _meters, _belief.Sessions);
        IReadOnlyList<string> told = [.. first.Told, .. second.Told, .. TextsOf(audit)];
        Judge(second, told, "next start", isSameProcess: false);
        JudgeLosses(second, told);
        JudgeKept();
        await next.DisposeAsync();
        await RepairAsync(audit);
    }

    private void Judge(HandsLook look, IReadOnlyList<string> toldNow, string when, bool isSameProcess)
    {
        JudgeShown(look, when);
        IReadOnlyList<string> told = [.. toldNow, .. _belief.ToldSince];
        var readable = Marks.ReadableIn(_disk.ReadFiles(HandsHost.Root));
        var shown = look.Shown.ToHashSet();
        foreach (var mark in _belief.Standing)
        {
            // What is away for a moment is in no file, and nowhere to be shown.
            if (shown.Contains(mark) || (when == "start" && _point.Passes)) continue;

            Demand(readable.Contains(mark), "L12", $"{when}: the last readable copy of {mark} was destroyed");
            if (look.Refusal is not null || !readable.Contains(mark)) continue;

            Demand(
                IsNamed(mark, readable[mark].ToList(), told) || (isSameProcess && _belief.TookJournalAway),
                "L12",
                $"{when}: {mark} is readable in {string.Join(", ", readable[mark])}, and neither shown nor named");
        }
    }

    // What passed must be shown again. Of a journal that could not be read, the process that missed it says so; what
    // was written while it was away is another history of the session.
    private bool IsNamed(string mark, List<string> files, IReadOnlyList<string> told) => _point.Passes
        ? _belief.TouchedJournal && (Findings.Name(told, "?", _belief.JournalFiles)
            || (_belief.TookJournalAway && Findings.Name(told, Marks.SessionOf(mark), files)))
        : Findings.Name(told, Marks.SessionOf(mark), files) || HandsExpectations.IsNotLookedInto(files) is not null;

    private void JudgeShown(HandsLook look, string when)
    {
        Demand(look.Refusal is null || _belief.MayRefuse, "L11", $"{when}: the store does not open: {look.Refusal}");
        foreach (var (id, marks) in look.Sessions)
        {
            Demand(marks.Distinct().Count() == marks.Count, "L2",
                $"{when}: {id} shows something twice: {string.Join(' ', marks)}");
            Demand(marks.All(_belief.WasSaid), "L2",
                $"{when}: {id} shows what nobody said: {string.Join(' ', marks)}");
            Demand(!_belief.IsGone(id), "L5", $"{when}: {id} was deleted and is shown: {string.Join(' ', marks)}");
        }
    }

    // What the action itself destroyed is no violation, but must be told where the store can know of it.
    private void JudgeLosses(HandsLook look, IReadOnlyList<string> told)
    {
        var shown = look.Shown.ToHashSet();
        IReadOnlyList<string> texts = [.. told, .. _belief.Told];
        foreach (var mark in _belief.Destroyed.Where(mark => !shown.Contains(mark)))
        {
            Demand(
                look.Refusal is not null
                    || Findings.Name(texts, Marks.SessionOf(mark), _belief.Touched)
                    || HandsExpectations.CannotKnow(_point.Pair) is not null,
                "L12", $"{mark} was destroyed by the action, and nothing says that {Marks.SessionOf(mark)} lost it");
        }

        foreach (var (mark, file) in _belief.PutBackOfGone.Where(put => _belief.IsGone(Marks.SessionOf(put.Mark))))
        {
            var readable = Marks.ReadableIn(_disk.ReadFiles(HandsHost.Root));
            Demand(readable.Contains(mark), "L12", $"{file} was put there after the deletion, and was destroyed");
            Demand(Findings.Name(texts, Marks.SessionOf(mark), [file]), "L12",
                $"{file} was put there after the deletion, and nothing names it");
        }
    }

    // What a person put there may be what was taken away before: no start takes it away without a copy.
    private void JudgeKept()
    {
        var readable = Marks.ReadableIn(_disk.ReadFiles(HandsHost.Root));
        foreach (var mark in _belief.Kept.Except(_belief.Standing))
        {
            Demand(readable.Contains(mark), "L8",
                $"{mark} was readable after the action, and its last copy was destroyed");
        }
    }

    private static async Task WriteAsync(FileSessionStore store, HandsLook look)
    {
        foreach (var id in look.Sessions.Keys)
            await TryAsync(() => store.AppendAsync(SessionId.Parse(id), [SessionMessage.User("probe")]));
        if (look.Refusal is null) await TryAsync(() => store.CheckpointAsync());
    }

    private async Task RepairAsync(RecoveryReport audit)
    {
        if (audit.Status == RecoveryStatus.Ok) return;

        var before = Marks.ReadableIn(_disk.ReadFiles(HandsHost.Root));
        RepairResult? result = null;
        await TryAsync(async () => result = await NewScanner().RepairAsync(audit, new() { Salvage = true }));
        if (result is null) return;

        var (store, look) = await HandsLook.OpenAsync(_disk, _point.Clock, _meters, _belief.Sessions);
        await store.DisposeAsync();
        JudgeShown(look, "after a repair");
        var after = Marks.ReadableIn(_disk.ReadFiles(HandsHost.Root));
        var shown = look.Shown.ToHashSet();
        IReadOnlyList<string> told =
        [
            .. look.Told, .. result.Actions.Select(Findings.TextOf), .. TextsOf(result.After), .. _belief.Told,
        ];
        foreach (var mark in _belief.Standing.Where(before.Contains).Where(mark => !shown.Contains(mark)))
        {
            Demand(after.Contains(mark), "L12", $"a repair destroyed the last readable copy of {mark}");
            var files = before[mark].Concat(after[mark]);
            Demand(look.Refusal is not null || Findings.Name(told, Marks.SessionOf(mark), files), "L12",
                $"after a repair, {mark} is readable in {string.Join(", ", after[mark])}, and neither shown nor named");
        }
    }

    private async Task<RecoveryReport> ScanAsync()
    {
        RecoveryReport? report = null;
        await TryAsync(async () => report = await NewScanner().ScanAsync());
        return report ?? new([], TimeSpan.Zero);
    }

    private RecoveryScanner NewScanner() =>
        new(
            new() { Directory = HandsHost.Root, Deep = true, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _disk, TimeProvider = new SteppedTime() });

    private static IEnumerable<string> TextsOf(RecoveryReport report) =>
        report.Findings.Where(Findings.Tells).Select(Findings.TextOf);

    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (SessionPersistenceException)
        {
            // Refused, as a damaged session or a store without its lock may be.
        }
    }

    private void Demand(bool condition, string law, string otherwise)
    {
        if (!condition) _wrong.Add($"{law}: {otherwise}");
    }
}
