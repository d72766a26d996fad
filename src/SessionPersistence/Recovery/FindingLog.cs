using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;

namespace SessionPersistence.Recovery;

/// <summary>Logs what a start found.</summary>
internal static class FindingLog
{
    /// <summary>Logs findings. What was wrong is a warning, also when it was mended.</summary>
    public static void Write(ILogger logger, IEnumerable<RecoveryFinding> findings)
    {
        foreach (var finding in findings)
        {
            var level = finding is { Category: FindingCategory.Ok, Outcome: null }
                ? LogLevel.Information
                : LogLevel.Warning;
            Log.RecoveryFinding(logger, level, finding.Kind, finding.Subject ?? "the store", finding.Detail);
        }
    }
}
