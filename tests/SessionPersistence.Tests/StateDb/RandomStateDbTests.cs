using System.Globalization;
using Microsoft.Data.Sqlite;
using SessionPersistence.Tests.Support;
using static SessionPersistence.StateDbOutcomeKind;

namespace SessionPersistence.Tests.StateDb;

/// <summary>Whatever is in a database, each row has one outcome, and what is made of it is a session.</summary>
public sealed class RandomStateDbTests
{
    private const int Databases = 60;
    private const int DamagedCopies = 400;

    private static readonly string[] SessionColumns =
        ["title", "model", "started_at", "message_count", "parent_session_id", "workspace", "worktree_path",
            "worktree_branch", "worktree_repo_root", "worktree_created_at"];

    private static readonly string[] MessageColumns =
        ["timestamp", "tool_call_id", "tool_calls", "tool_name", "reasoning", "reasoning_content", "reasoning_details",
            "codex_reasoning_items", "codex_message_items", "api_content", "active"];

    private static readonly string[] Affinities = ["", " TEXT", " REAL", " INTEGER", " BLOB", " NUMERIC"];

    private static readonly object[] Values =
    [
        DBNull.Value, DBNull.Value, 0L, 1L, -1L, long.MaxValue, 0.0, 1765000000.25, -1e300, double.PositiveInfinity,
        double.NegativeInfinity,
        "", "text", "1765000000.5", "NaN", "a\0b", "\" \\ \n \u0001 \u2028 é🚀", "[]", "{\"a\": [1, NaN, \"\\ud83d\"]}",
        "[1,", "null",
        "\0json:[{\"type\": \"text\", \"text\": \"x\"}]", "\u0001json:{", "\0json:", new byte[] { 0xFF, 0xFE, 0x00 },
        "as text"u8.ToArray(), Array.Empty<byte>(),
    ];

    private static readonly object[] Ids = [DBNull.Value, "", " ", "../evil", "_index", "a/b", 7L, 1.5,
        new byte[] { 1, 2 }, "good", "Good"];

    [Fact]
    public async Task Each_row_has_one_outcome_and_each_document_is_a_session()
    {
        for (var seed = 1; seed <= Databases; seed++)
        {
            using var folder = TempFolder.ForCaller();
            var random = new Random(seed);
            var path = folder.PathOf("state.db");
            var rows = Fill(path, random);
            var rig = new ReconcileRig();
            await rig.RunAsync();

            var outcomes = await rig.RunUnlockedAsync(new SqliteStateDb(path), 4);

            Assert.True(outcomes.Count == rows, $"Seed {seed}: {outcomes.Count} outcomes of {rows} rows.");
            Assert.All(outcomes, outcome => Assert.True(
                outcome.Kind is Materialised or AlreadyThere or NoMessages or UnsafeId, $"Seed {seed}: {outcome}"));
            var made = outcomes.Where(outcome => outcome.Kind == Materialised).ToList();
            Assert.Equal(made.Select(outcome => $"{outcome.Id}.json").Order(StringComparer.Ordinal), rig.Names());
            await using var store = await rig.OpenAsync();
            foreach (var outcome in made)
            {
                Assert.True(JsonTokens.IsJson(System.Text.Encoding.UTF8.GetBytes(rig.Read($"{outcome.Id}.json"))),
                    $"Seed {seed}: {outcome.Id}");
                Assert.Equal(outcome.Messages, (await store.LoadAsync(outcome.SessionId!.Value))!.Messages.Count);
            }
        }
    }

    [Fact]
    public async Task A_database_that_was_damaged_anywhere_is_read_or_told_to_be_damaged()
    {
        using var folder = TempFolder.ForCaller();
        var path = folder.PathOf("state.db");
        Fill(path, new Random(1));
        var whole = File.ReadAllBytes(path);
        var broken = 0;
        for (var seed = 1; seed <= DamagedCopies; seed++)
        {
            File.WriteAllBytes(path, Damage(whole, new Random(seed)));
            var stateDb = new SqliteStateDb(path);
            try
            {
                var state = await stateDb.InspectAsync();
                await stateDb.FindSessionsAsync([SessionId.Parse("good")]);
                var sessions = await stateDb.SessionsAsync();
                await stateDb.MessagesAsync(
                    [.. sessions.Select(session => session.Id).Where(id => SessionId.TryParse(id, out _))]);
                Assert.Equal(StateDbCondition.Readable, state.Condition);
            }
            catch (StateDbUnavailableException e) when (e.State.Condition is not (StateDbCondition.Readable
                or StateDbCondition.Absent or StateDbCondition.Busy))
            {
                broken++;
            }
            catch (Exception e)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: {e}"));
            }
        }

        Assert.InRange(broken, 1, DamagedCopies - 1);
    }

    // Returns how many sessions are of the source that is read.
    private static int Fill(string path, Random random)
    {
        using var connection = SomeStateDb.Open(path);
        var sessionColumns = Some(SessionColumns, random);
        var messageColumns = Some(MessageColumns, random);
        SomeStateDb.Run(
            connection,
            $"CREATE TABLE sessions (id{Any(Affinities, random)}, source TEXT{Declared(sessionColumns, random)})",
            $"CREATE TABLE messages (session_id TEXT, role{Any(Affinities, random)}, "
            + $"content{Any(Affinities, random)}{Declared(messageColumns, random)}{(random.Next(2) == 0 ? "" : ", id INTEGER PRIMARY KEY")})");
        var count = 0;
        for (var i = 0; i < 40; i++)
        {
            var isWebui = random.Next(8) != 0;
            count += isWebui ? 1 : 0;
            var id = random.Next(3) == 0 ? Any(Ids, random) : $"s{i}";
            Insert(connection, "sessions", ["id", "source", .. sessionColumns],
                [id, isWebui ? "webui" : "cli", .. sessionColumns.Select(_ => Any(Values, random))], random);
        }

        for (var i = 0; i < 300; i++)
        {
            var id = random.Next(4) == 0 ? Any(Ids, random) : $"s{random.Next(40)}";
            Insert(connection, "messages", ["session_id", "role", "content", .. messageColumns], [id,
                Any(Values, random), Any(Values, random), .. messageColumns.Select(_ => Any(Values, random))], random);
        }

        return count;
    }

    private static void Insert(
        SqliteConnection connection, string table, string[] columns, object[] values, Random random)
    {
        using var command = connection.CreateCommand();
        var places = columns.Select(
            (_, i) => values[i] is byte[] && random.Next(2) == 0 ? $"CAST(@{i} AS TEXT)" : $"@{i}");
        command.CommandText = $"INSERT INTO {table} ({string.Join(',', columns)}) VALUES ({string.Join(',', places)})";
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"@{i}", values[i]);
        command.ExecuteNonQuery();
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes.AsSpan(random.Next(bytes.Length / 512) * 512, 512).Clear();
                return bytes;
            case 2:
                bytes[random.Next(100)] ^= (byte)(1 << random.Next(8));
                return bytes;
            default:
                for (var i = 0; i < 20; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }

    private static string[] Some(string[] names, Random random) => [.. names.Where(_ => random.Next(3) != 0)];

    private static string Declared(string[] columns, Random random) =>
        string.Concat(columns.Select(column => $", {column}{Any(Affinities, random)}"));

    private static T Any<T>(T[] values, Random random) => values[random.Next(values.Length)];
}
