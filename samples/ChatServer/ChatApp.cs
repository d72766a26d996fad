using System.Diagnostics.Metrics;
using SessionPersistence;

namespace ChatServer;

/// <summary>A chat server whose conversations survive it: all of the wiring that a host needs.</summary>
internal static class ChatApp
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
        // One store for the whole process. The container disposes of it at shutdown: open turns are interrupted,
        // documents brought up to date.
        builder.Services.AddSingleton(services => new FileSessionStore(
            new() { Directory = builder.Configuration["Sessions"] ?? "sessions" },
            new() { LoggerFactory = services.GetRequiredService<ILoggerFactory>(), MeterFactory = services.GetRequiredService<IMeterFactory>() }));
        builder.Services.AddSingleton<ISessionStore>(services => services.GetRequiredService<FileSessionStore>());
        builder.Services.AddHostedService<StoreStartup>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck>("sessions");

        builder.Services.AddSingleton<IChatModel, Parrot>();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<StoreProblems>();
    }

    public static void MapChat(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.MapHealthChecks("/health");
        app.MapSessions();
        app.MapTurns();
    }
}
