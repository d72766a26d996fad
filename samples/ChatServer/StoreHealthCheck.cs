using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionPersistence;

namespace ChatServer;

/// <summary>Says whether the store still takes writes, and what is wrong with it.</summary>
internal sealed class StoreHealthCheck(FileSessionStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await store.CheckHealthAsync(cancellationToken);
        var details = string.Join(' ', health.Issues.Select(issue => issue.Detail));
        var cause = health.Issues is [var worst, ..] ? worst.Exception : null;
        return health.Status switch
        {
            StoreStatus.Healthy => HealthCheckResult.Healthy(),
            StoreStatus.Degraded => HealthCheckResult.Degraded(details, cause),
            _ => HealthCheckResult.Unhealthy(details, cause),
        };
    }
}
