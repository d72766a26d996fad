using System.Diagnostics;
using CrashAndRecover.Child;
using CrashAndRecover.Oracle;
using SessionPersistence;

namespace CrashAndRecover.Parent;

/// <summary>Kill, reopen, check; again and again in one directory.</summary>
internal sealed class CrashRun(RunOptions options, string directory, ProgressLine progress)
{
    private readonly Random _random = new(options.Seed);
    private readonly SessionOracle _oracle = new();
    private readonly Totals _totals = new();

    public async Task<Totals> RunAsync()
    {
        var killing = new Killing(_random);
        for (var round = 1; round <= options.Rounds; round++)
        {
            var child = new ChildOptions(
                directory, options.Seed, round, options.Sessions, options.Tiny, OpenOnly: false);
            await killing.WorkingAsync(child, _oracle);
            while (_random.Next(4) == 0)
            {
                await killing.OpeningAsync(child with { OpenOnly = true }, _oracle);
                _totals.AddKillInRecovery();
            }

            if (!await TryCheckAsync(round)) break;
            progress.Show(round, options.Rounds, _totals);
        }

        _totals.Happened = _oracle.Happened;
        return _totals;
    }

    private async Task<bool> TryCheckAsync(int round)
    {
        try
        {
            _totals.Add(round, await CheckAsync());
            return true;
        }
        catch (Exception e)
        {
            _totals.Add(round, CheckResult.Impossible($"The store cannot be opened or read: {e}"));
            return false;
        }
    }

    private async Task<CheckResult> CheckAsync()
    {
        await using var store = new FileSessionStore(Limits.Of(directory, options.Tiny));
        var watch = Stopwatch.StartNew();
        await store.OpenAsync();
        _totals.AddRecovery(watch.Elapsed);
        var ids = Enumerable.Range(0, options.Sessions).Select(session => SessionDriver.IdOf(session).Value);
        return _oracle.Check(await new StoreReader(store).ReadAsync(ids));
    }
}
