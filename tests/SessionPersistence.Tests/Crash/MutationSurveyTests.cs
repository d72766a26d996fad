using Xunit.Abstractions;

namespace SessionPersistence.Tests.Crash;

public sealed class MutationSurveyTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Survey()
    {
        var steps = new SortedDictionary<string, List<CrashScenario>>(StringComparer.Ordinal);
        foreach (var scenario in CrashScenarios.All)
        {
            foreach (var step in (await scenario.TraceAsync()).Distinct()) (steps.TryGetValue(step, out var list) ? list : steps[step] = []).Add(scenario);
        }

        await Parallel.ForEachAsync(steps, async (step, _) =>
        {
            var found = "NOTHING";
            foreach (var scenario in step.Value.OrderBy(s => s.Name.Length).Take(60))
            {
                var result = await scenario.ExploreAsync(disk => ProtocolStep.Remove(disk, step.Key), CrashScenario.Small);
                if (result.Violations.Count == 0) continue;

                found = $"{scenario.Name} => {result.Violations[0].Messages[0].Replace("\n", " ")[..Math.Min(90, result.Violations[0].Messages[0].Length)]}";
                break;
            }

            File.AppendAllText("/tmp/survey.txt", $"{step.Key} | {found} | {step.Value.Count}\n");
        });
        output.WriteLine("done");
    }
}
