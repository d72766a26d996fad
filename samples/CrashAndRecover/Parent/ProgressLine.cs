namespace CrashAndRecover.Parent;

/// <summary>Shows how far the run is: one line that changes on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool terminal)
{
    public void Show(int round, int rounds, Totals totals)
    {
        var text = $"{round} of {rounds} kills: {totals.Acknowledged:N0} turns acknowledged, "
            + $"{totals.Interrupted:N0} interrupted, {totals.Violations.Count:N0} wrong";
        if (terminal)
        {
            output.Write($"\r{text}");
            if (round == rounds) output.WriteLine();
        }
        else if (round % Math.Max(1, rounds / 10) == 0)
        {
            output.WriteLine(text);
        }
    }
}
