using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionPersistence;

namespace ChatServer;

/// <summary>Says whether the store still takes writes.</summary>
internal sealed class StoreHealthCheck(FileSessionStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = store.Health;
        return Task.FromResult(health.State switch
        {
            JournalState.Healthy => HealthCheckResult.Healthy(),
            JournalState.BufferedEventsLost =>
                HealthCheckResult.Degraded("Partial answers are not being saved.", health.Cause),
            _ => HealthCheckResult.Unhealthy("The store takes no writes.", health.Cause),
        });
    }
}
