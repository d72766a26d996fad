using CrashAndRecover.Oracle;

namespace CrashAndRecover.Parent;

/// <summary>The sum of all rounds.</summary>
internal sealed class Totals
{
    private readonly List<(int Round, Violation Violation)> _violations = [];
    private readonly List<TimeSpan> _recoveries = [];

    public int Kills { get; private set; }

    public int KillsInRecovery { get; private set; }

    public int Acknowledged { get; private set; }

    public int Removed { get; private set; }

    public int Found { get; private set; }

    public int Interrupted { get; private set; }

    /// <summary>Gets or sets how often the killed processes did what they do behind their callers' backs, by
    /// instrument.</summary>
    public IReadOnlyDictionary<string, long> Happened { get; set; } = new Dictionary<string, long>();

    public IReadOnlyList<(int Round, Violation Violation)> Violations => _violations;

    /// <summary>Gets how long the store took to open after each kill, the shortest first.</summary>
    public IReadOnlyList<TimeSpan> Recoveries => [.. _recoveries.Order()];

    public int Lost => _violations.Count(v => v.Violation.IsLoss);

    public int Invented => _violations.Count(v => v.Violation.IsInvention);

    public void AddKillInRecovery() => KillsInRecovery++;

    public void AddRecovery(TimeSpan duration) => _recoveries.Add(duration);

    public void Add(int round, CheckResult result)
    {
        Kills++;
        Acknowledged += result.Acknowledged;
        Removed += result.Removed;
        Found += result.Found;
        Interrupted += result.Interrupted;
        _violations.AddRange(result.Violations.Select(v => (round, v)));
    }
}
