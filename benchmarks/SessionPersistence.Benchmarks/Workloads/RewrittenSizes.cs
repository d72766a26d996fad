using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>Turns of a host that rewrites the document, in a short and in a long conversation.</summary>
internal sealed class RewrittenSizes(BenchmarkRun run, int shorter, int longer)
{
    private const int TurnsOfRound = 25;

    /// <summary>Takes the turns of one round.</summary>
    public async Task<(Sample Short, Sample Long)> RunAsync()
    {
        var text = SampleText.OfBytes(run.Settings.Size);
        using var ofShort = new DocumentRewriter(run.Folder.NewFolder("rewritten"), shorter, text);
        using var ofLong = new DocumentRewriter(run.Folder.NewFolder("rewritten"), longer, text);
        return await Duel.RunAsync(
            run.Settings.Scaled(TurnsOfRound), _ => TakeTurnAsync(ofShort), _ => TakeTurnAsync(ofLong));
    }

    private static ValueTask TakeTurnAsync(DocumentRewriter rewriter)
    {
        rewriter.TakeTurn();
        return ValueTask.CompletedTask;
    }
}
