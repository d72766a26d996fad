using SessionPersistence;

namespace ChatServer;

/// <summary>Opens the store before the server takes its first request. What recovery finds and does is logged by the
/// store.</summary>
internal sealed class StoreStartup(FileSessionStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
