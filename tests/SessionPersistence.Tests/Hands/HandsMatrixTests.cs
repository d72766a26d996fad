using System.Diagnostics;

namespace SessionPersistence.Tests.Hands;

/// <summary>Every scenario, touched in every way: what is small whole, what is longer as a seed picks it.</summary>
public sealed class HandsMatrixTests
{
    public static TheoryData<string> Names => new(HandsScenarios.All.Select(scenario => scenario.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_is_done_to_the_directory_keeps_the_laws(string name)
    {
        var watch = Stopwatch.StartNew();

        var result = await HandsScenarios.Find(name).ExploreAsync();

        HandsTable.Add(result, watch.Elapsed);
        result.ThrowIfViolated();
    }
}
