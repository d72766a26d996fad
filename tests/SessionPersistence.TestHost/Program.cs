namespace SessionPersistence.TestHost;

/// <summary>A process that owns a store, for tests of what processes do to each other: one command per line in, one
/// answer per line out.</summary>
internal static class Program
{
    /// <summary>Opens a store; the arguments are its directory and <see cref="StoreAccess"/>.</summary>
    public static async Task Main(string[] args)
    {
        var options = new FileSessionStoreOptions
        {
            Directory = args[0],
            Access = Enum.Parse<StoreAccess>(args[1]),
            LockTimeout = TimeSpan.Zero,
        };
        await using var store = new FileSessionStore(options);
        var commands = new Commands(store);
        var answer = await commands.RunAsync("open");
        while (true)
        {
            await Console.Out.WriteLineAsync(answer);
            if (await Console.In.ReadLineAsync() is not { } command || command == "exit") return;

            answer = await commands.RunAsync(command);
        }
    }
}
