using System.Text;

namespace SessionPersistence.Tests.Crash;

/// <summary>Directories of another program that need repair: whatever point it is cut off at, the next start ends where
/// it would have.</summary>
internal static class RecoveryScenarios
{
    private const string Pending =
        "\"active_stream_id\":\"s1\",\"pending_user_message\":\"lost\",\"pending_started_at\":5,";
    private const string Submitted =
        "{\"event\":\"submitted\",\"turn_id\":\"t1\",\"stream_id\":\"s1\",\"content\":\"lost\",\"created_at\":5}\n";
    private const string Streamed = "{\"seq\":1,\"event\":\"token\",\"payload\":{\"text\":\"well\"}}\n";

    private static readonly string Short = ForeignDocument.Of("a", "old", "one");
    private static readonly string Long = ForeignDocument.Of("a", "old", "one", "two", "three");

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        Repairing(
            "recovery: a backup is restored",
            [("a.json", Short), ("a.json.bak", Long)],
            ["one", "two", "three"],
            async host =>
            {
                await host.OpenAsync();
                await host.AppendAsync("a", "four");
                host.Idle();
            }),
        Repairing(
            "recovery: a session comes back from its backup",
            [("a.json.bak", Long)],
            ["one", "two", "three"],
            async host =>
            {
                await host.OpenAsync();
                await host.DeleteAsync("a");
                await host.CloseAsync();
            }),
        Repairing(
            "recovery: a lost prompt is added",
            [("a.json", ForeignDocument.Of("a", "old", "one")), ("_turn_journal/a~1.jsonl", Submitted),
                ("_run_journal/a/s1.jsonl", Streamed)],
            ["one", "lost", "~well", Belief.Interrupted],
            async host =>
            {
                await host.OpenAsync();
                await host.AppendAsync("a", "four");
                await host.CloseAsync();
            }),
        Repairing(
            "recovery: a restored session keeps its pending prompt",
            [("a.json", Short.Replace("\"messages\"", Pending + "\"messages\"", StringComparison.Ordinal)),
                ("a.json.bak", Long), ("_turn_journal/a~1.jsonl", Submitted)],
            ["one", "two", "three", "lost", Belief.Interrupted],
            async host =>
            {
                await host.OpenAsync();
                await host.CloseAsync();
            }),
        Repairing(
            "recovery: an open store repairs",
            [("a.json", Short), ("a.json.bak", Long), ("_turn_journal/a~1.jsonl", Submitted)],
            ["one", "two", "three", "lost", Belief.Interrupted],
            async host =>
            {
                host.StartupRecovery = StartupRecovery.AuditOnly;
                await host.OpenAsync();
                await host.RepairAsync();
                await host.AppendAsync("a", "four");
                host.Idle();
            }),
    ];

    private static CrashScenario Repairing(string name, (string Name, string Content)[] files, string[] repaired,
        Func<CrashHost, Task> steps) => new(name, host =>
    {
        host.Seeded("a", "old", repaired);
        return steps(host);
    })
    {
        OpensItself = true,
        Prepare = disk =>
        {
            foreach (var (file, content) in files) disk.Seed($"{CrashHost.Root}/{file}", content);
        },
        Expectations = new()
        {
            Kept = [.. files.Where(file => file.Name.StartsWith("a.", StringComparison.Ordinal))
                .Select(file => ("a", Encoding.UTF8.GetBytes(file.Content)))],
        },
    };
}
