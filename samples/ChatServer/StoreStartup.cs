using SessionPersistence;

namespace ChatServer;

/// <summary>Opens the store before the server takes its first request, and logs what recovery found and did.</summary>
internal sealed partial class StoreStartup(FileSessionStore store, ILogger<StoreStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var report = await store.OpenAsync(cancellationToken);
        LogOpened(report.Status, report.Counts.Sessions);
        foreach (var finding in report.Findings) LogFinding(finding.Kind, finding.SessionId, finding.Detail);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The store is open ({Status}); it has {Sessions} sessions")]
    private partial void LogOpened(SessionPersistence.Recovery.RecoveryStatus status, int sessions);

    [LoggerMessage(LogLevel.Warning, "{Kind} {Session}: {Detail}")]
    private partial void LogFinding(string kind, SessionId? session, string detail);
}
