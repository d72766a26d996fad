using CrashAndRecover.Pipe;
using SessionPersistence;

namespace CrashAndRecover.Child;

/// <summary>The process that is killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> RunAsync(ChildOptions options)
    {
        _ = Task.Run(EndWithParent);
        using var pipe = Console.OpenStandardOutput();
        var reporter = new Reporter(pipe);
        using var watch = new BackgroundWatch(reporter);
        try
        {
            reporter.Tell(new(ReportKind.Opening));
            await using var store = new FileSessionStore(Limits.Of(options.Directory, options.Tiny));
            await store.OpenAsync();
            reporter.Tell(new(ReportKind.Opened));
            if (options.OpenOnly) await Task.Delay(Timeout.Infinite);
            await WorkAsync(store, reporter, options);
            return 0;
        }
        catch (Exception e)
        {
            reporter.Tell(new(ReportKind.Failed, Text: e.ToString()));
            return 1;
        }
    }

    // A console stream swallows a broken pipe: without this, a child whose parent was killed would work for ever.
    private static void EndWithParent()
    {
        using var parent = Console.OpenStandardInput();
        while (parent.ReadByte() >= 0)
        {
        }

        Environment.Exit(1);
    }

    private static async Task WorkAsync(FileSessionStore store, Reporter reporter, ChildOptions options)
    {
        var maker = new MessageMaker($"r{options.Round}");
        var workerCount = Math.Max(1, options.Sessions / 2);
        var workers = Enumerable.Range(0, workerCount).Select(worker => Task.Run(async () =>
        {
            var random = new Random(unchecked((((options.Seed * 31) + options.Round) * 31) + worker));
            var drivers = Enumerable.Range(0, options.Sessions)
                .Where(session => session % workerCount == worker)
                .Select(session => new SessionDriver(store, reporter, maker, random, SessionDriver.IdOf(session)))
                .ToList();
            foreach (var driver in drivers) await driver.FindAsync();
            while (true) await drivers[random.Next(drivers.Count)].StepAsync();
        }));
        await await Task.WhenAny(workers);
    }
}
