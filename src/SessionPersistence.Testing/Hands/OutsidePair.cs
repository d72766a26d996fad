namespace SessionPersistence.Testing;

/// <summary>An operation of a scenario, and what outside hands did after it.</summary>
/// <param name="StepNumber">The number of the step, from 1.</param>
/// <param name="Step">The name of the step.</param>
/// <param name="Moment">Whether a process was running.</param>
/// <param name="Action">The name of the action.</param>
/// <param name="Target">What it was done to.</param>
public sealed record OutsidePair(int StepNumber, string Step, OutsideMoment Moment, string Action, string Target)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"after {StepNumber} ({Step}), {(Moment == OutsideMoment.WhileRunning ? "while running" : "between runs")}: "
        + $"{Action}{(Target.Length == 0 ? "" : $" {Target}")}";
}
