using CrashAndRecover.Pipe;

namespace CrashAndRecover.Parent;

/// <summary>Prints the totals.</summary>
internal static class ResultTable
{
    private const int ShownViolations = 10;

    public static void Print(Totals totals, TextWriter output)
    {
        Row("kills", totals.Kills);
        Row("  and kills during recovery", totals.KillsInRecovery);
        Row("turns acknowledged", totals.Acknowledged);
        Row("  taken away on purpose later", totals.Removed);
        Row("  found", totals.Found);
        Row("turns cut off, marked interrupted", totals.Interrupted);
        Row("lost", totals.Lost);
        Row("invented", totals.Invented);
        Row("otherwise wrong", totals.Violations.Count - totals.Lost - totals.Invented);
        if (totals.Recoveries is [_, ..] recoveries)
        {
            Row("recovery, median (ms)", (long)recoveries[recoveries.Count / 2].TotalMilliseconds);
            Row("recovery, longest (ms)", (long)recoveries[^1].TotalMilliseconds);
        }

        Row("documents written meanwhile", Happened(BackgroundWork.Documents));
        Row("shards of the journal ended", Happened(BackgroundWork.Rotations));
        Row("  removed", Happened(BackgroundWork.RetiredShards));
        Row("  records carried from them", Happened(BackgroundWork.CarriedRecords));
        foreach (var (round, violation) in totals.Violations.Take(ShownViolations))
        {
            output.WriteLine($"round {round}: {violation}");
        }

        var more = totals.Violations.Count - ShownViolations;
        if (more > 0) output.WriteLine($"and {more} more");

        long Happened(string work) => totals.Happened.GetValueOrDefault(work);

        void Row(string name, long value) => output.WriteLine($"{name,-36}{value,10:N0}");
    }
}
