namespace SessionPersistence.Tests.Packages;

[Collection(nameof(RunsWithPackages))]
public sealed class ConsumerTests(PackedPackages packages)
{
    [SkippableFact]
    public async Task A_consumer_of_the_library_alone_publishes_no_SQLite()
    {
        using var consumer = new Consumer(packages, code: "");

        var published = await consumer.PublishAsync();

        Assert.DoesNotContain(published, name => name.Contains("sqlite", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["Find a ryokan"], await consumer.RunAsync());
    }

    [SkippableFact]
    public async Task A_consumer_may_use_the_SQLite_of_Entity_Framework()
    {
        const string Code =
            """
            using var notes = new Notes();
            notes.Database.EnsureCreated();
            notes.Add(new Note { Text = "EF" });
            notes.SaveChanges();
            Console.WriteLine(notes.Set<Note>().Single().Text);

            class Note { public int Id { get; set; } public string Text { get; set; } = ""; }

            class Notes : Microsoft.EntityFrameworkCore.DbContext
            {
                protected override void OnModelCreating(Microsoft.EntityFrameworkCore.ModelBuilder model) =>
                    model.Entity<Note>();

                protected override void OnConfiguring(Microsoft.EntityFrameworkCore.DbContextOptionsBuilder options) =>
                    Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions.UseSqlite(
                        options, $"Data Source={Path.Combine(AppContext.BaseDirectory, "notes.db")}");
            }
            """;
        using var consumer = new Consumer(
            packages, Code, Consumer.Reference("Microsoft.EntityFrameworkCore.Sqlite", "10.0.15"));

        await consumer.PublishAsync();

        Assert.Equal(["Find a ryokan", "EF"], await consumer.RunAsync());
    }

    [SkippableFact]
    public async Task A_consumer_may_stay_on_the_lowest_logging_abstractions()
    {
        const string Code =
            "Console.WriteLine(typeof(Microsoft.Extensions.Logging.ILogger).Assembly.GetName().Version);";
        using var consumer = new Consumer(
            packages, Code, Consumer.Reference("Microsoft.Extensions.Logging.Abstractions", "[10.0.0]"));

        await consumer.PublishAsync();

        Assert.Equal(["Find a ryokan", "10.0.0.0"], await consumer.RunAsync());
    }

    [SkippableFact]
    public async Task A_consumer_may_stay_on_Microsoft_Data_Sqlite_9()
    {
        const string Code =
            """
            using var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT 'SQLite'";
            Console.WriteLine(command.ExecuteScalar());
            Console.WriteLine(connection.GetType().Assembly.GetName().Version!.Major);
            """;
        using var consumer = new Consumer(packages, Code, Consumer.Reference("Microsoft.Data.Sqlite", "[9.0.23]"));

        await consumer.PublishAsync();

        Assert.Equal(["Find a ryokan", "SQLite", "9"], await consumer.RunAsync());
    }
}
