using System.Text.Json;
using Microsoft.Data.Sqlite;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.StateDb;

public sealed class SqliteMessageTests
{
    [Fact]
    public async Task W11_Everything_that_a_message_row_says_is_carried_over()
    {
        var message = await ReadAsync(
            ("role", "assistant"),
            ("content", "Let me look."),
            ("timestamp", 1765000057.25),
            ("tool_calls", """[{"id": "call-1", "function": {"name": "search", "arguments": "{\"q\": 1}"}}]"""),
            ("tool_call_id", "call-0"),
            ("tool_name", "search"),
            ("reasoning", "I think"),
            ("reasoning_content", "therefore"),
            ("reasoning_details", """[{"type": "text", "n": 1e400}]"""),
            ("codex_reasoning_items", """[1, 2]"""),
            ("codex_message_items", """{"a": [true]}"""),
            ("api_content", "sent"));

        const string Expected =
            """
            {"role":"assistant","content":"Let me look.","timestamp":1765000057.25,"tool_call_id":"call-0",
            "tool_calls":[{"id":"call-1","function":{"name":"search","arguments":"{\"q\": 1}"}}],"tool_name":"search",
            "reasoning":"I think","reasoning_content":"therefore","reasoning_details":[{"type":"text","n":1e400}],
            "codex_reasoning_items":[1,2],"codex_message_items":{"a":[true]},"api_content":"sent"}
            """;
        Assert.Equal(Expected.ReplaceLineEndings(""), message.Message.ToString());
        Assert.Empty(message.Faults);
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_become_null()
    {
        var message = await ReadAsync(
            ("role", "assistant"),
            ("content", "NaN"),
            ("tool_calls", """ [NaN, -Infinity, "a \" NaN", {"Infinity": Infinity}, -1] """),
            ("reasoning_details", "[1NaN]"));

        Assert.Equal(
            """
            {"role":"assistant","content":"NaN","tool_calls":[null,null,"a \" NaN",{"Infinity":null},-1],
            "reasoning_details":"[1NaN]"}
            """.ReplaceLineEndings(""), message.Message.ToString());
        Assert.Equal("reasoning_details", Assert.Single(message.Faults).Column);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain \u007f\u2028é🚀")]
    [InlineData("\"\\\n\r\t\0\u0001\u001f/")]
    public async Task Text_is_escaped_as_the_library_does(string text)
    {
        var message = await ReadAsync(("role", "user"), ("content", text));

        Assert.Equal(SessionMessage.User(text).ToString(), message.Message.ToString());
    }

    [Theory]
    [InlineData("\0json:")]
    [InlineData("\u0001json:")]
    public async Task W11_Content_in_parts_is_carried_over_as_parts(string mark)
    {
        var message = await ReadAsync(("role", "user"), ("content",
            mark + """[{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": "data:x"}}]"""));

        Assert.Equal("""{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:x"}}]}""", message.Message.ToString());
        Assert.Equal("Look", message.Message.Text);
        Assert.Empty(message.Faults);
    }

    [Fact]
    public async Task W11_Messages_that_were_taken_out_of_the_conversation_stay_out()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.FullSchema,
            "INSERT INTO sessions (id, source, started_at, message_count) VALUES ('a', 'webui', 1, 3)",
            "INSERT INTO messages (session_id, role, content, timestamp, active) VALUES ('a', 'user', 'old', 1, 0), "
            + "('a', 'user', 'new', 2, 1), ('a', 'user', 'newer', 3, 2)"));

        Assert.Equal(2, Assert.Single(await stateDb.SessionsAsync()).Messages);
        Assert.Equal(["new", "newer"], (await stateDb.MessagesAsync("a")).Select(message => message.Message.Text));
    }

    [Fact]
    public async Task W11_The_order_is_that_of_the_ids_whatever_the_times_say()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.FullSchema,
            "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('a', 'assistant', 'call', 9), ('a', "
            + "'tool', 'result', 3), ('a', 'assistant', 'answer', 6)"));

        Assert.Equal(
            ["call", "result", "answer"], (await stateDb.MessagesAsync("a")).Select(message => message.Message.Text));
    }

    [Fact]
    public async Task Text_that_only_looks_like_JSON_stays_text()
    {
        var message = await ReadAsync(
            ("role", "tool"), ("content", """{"ok": true}"""), ("tool_call_id", ""), ("tool_calls", null));

        Assert.Equal("""{"role":"tool","content":"{\"ok\": true}"}""", message.Message.ToString());
    }

    [Fact]
    public async Task Content_that_is_null_is_empty_and_a_role_that_is_null_stays_null()
    {
        var message = await ReadAsync(("role", null), ("content", null));

        Assert.Equal("""{"role":null,"content":""}""", message.Message.ToString());
        Assert.Empty(message.Faults);
    }

    [Theory]
    [InlineData("half a \ud83d\ude80 \" \\ \u0000 \u2028 end")]
    [InlineData("")]
    public async Task Text_of_any_kind_is_carried_over_exactly(string text)
    {
        var message = await ReadAsync(("role", "user"), ("content", text));

        using var document = JsonDocument.Parse(message.Message.Utf8Json);
        Assert.Equal(text, document.RootElement.GetProperty("content").GetString());
        Assert.Empty(message.Faults);
    }

    [Theory]
    [InlineData("1765000050", "1765000050")]
    [InlineData("1765000050.0", "1765000050.0")]
    [InlineData("1765000050.1234567", "1765000050.1234567")]
    [InlineData("1e300", "1E+300")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("'1765000050.5'", "\"1765000050.5\"")]
    public async Task A_time_keeps_its_form(string literal, string json)
    {
        var message = await ReadLiteralAsync("timestamp", literal);

        Assert.Equal($$"""{"role":"user","content":"x","timestamp":{{json}}}""", message.Message.ToString());
        Assert.Empty(message.Faults);
    }

    [Theory]
    [InlineData("9e999")]
    [InlineData("-9e999")]
    [InlineData("x'00ff'")]
    public async Task A_time_that_is_no_number_is_left_out_and_reported(string literal)
    {
        var message = await ReadLiteralAsync("timestamp", literal);

        Assert.Equal("""{"role":"user","content":"x"}""", message.Message.ToString());
        Assert.Contains(message.Faults, fault => fault is { Column: "timestamp", Row: 1 });
    }

    [Theory]
    [InlineData("content", "CAST(x'61ff62' AS TEXT)", """{"role":"user","content":"a�b"}""")]
    [InlineData("content", "CAST(x'eda0bd' AS TEXT)", """{"role":"user","content":"���"}""")]
    [InlineData("content", "x'6162'", """{"role":"user","content":"ab"}""")]
    [InlineData("content", "x'ffd8'", """{"role":"user","content":""}""")]
    [InlineData("content", "12", """{"role":"user","content":"12"}""")]
    [InlineData("content", "char(1) || 'json:[1,'", """{"role":"user","content":"\u0001json:[1,"}""")]
    [InlineData("tool_calls", "'[1,'", """{"role":"user","content":"x","tool_calls":"[1,"}""")]
    [InlineData("tool_calls", "x'ff'", """{"role":"user","content":"x"}""")]
    public async Task A_value_that_cannot_be_taken_as_it_is_is_reported_and_the_message_is_there(
        string column, string literal, string json)
    {
        var message = await ReadLiteralAsync(column, literal);

        Assert.Equal(json, message.Message.ToString());
        var fault = Assert.Single(message.Faults);
        Assert.Equal((column, 1), (fault.Column, fault.Row));
    }

    [Fact]
    public async Task A_bad_value_does_not_touch_other_rows()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"),
            SomeStateDb.UsualSchema,
            "INSERT INTO sessions (id, source, title) VALUES ('a', 'webui', CAST(x'ff' AS TEXT)), (x'ff', 'webui', "
            + "'blob'), (NULL, 'webui', 'null'), ('b', 'webui', 'good')",
            "INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', x'ff'), ('a', 'user', 'two'), "
            + "(x'ff', 'user', 'three'), ('b', 'user', 'four')"));

        var sessions = await stateDb.SessionsAsync();
        var messages = await stateDb.MessagesAsync("a", "b");

        Assert.Equal([("a", "\uFFFD", 1), ("x'ff'", "blob", 0), ("", "null", 0), ("b", "good", 0)],
            sessions.Select(s => (s.Id, s.Title, s.Faults.Count)));
        Assert.Equal([("", 1), ("two", 0), ("four", 0)], messages.Select(m => (m.Message.Text, m.Faults.Count)));
    }

    [Fact]
    public async Task A_database_in_UTF_16_is_read()
    {
        using var folder = TempFolder.ForCaller();
        var stateDb = new SqliteStateDb(SomeStateDb.Make(
            folder.PathOf("state.db"), "PRAGMA encoding = 'UTF-16be'", SomeStateDb.MinimalSchema,
            "INSERT INTO messages VALUES ('a', 'user', 'é🚀')"));

        Assert.Equal("é🚀", Assert.Single(await stateDb.MessagesAsync("a")).Message.Text);
    }

    private static async Task<StateDbMessage> ReadAsync(params (string Column, object? Value)[] row)
    {
        using var folder = TempFolder.ForCaller();
        var path = folder.PathOf("state.db");
        using (var connection = SomeStateDb.Open(path))
        {
            SomeStateDb.Run(connection, "CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, "
                + $"{string.Join(',', row.Select(value => value.Column))})");
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO messages (session_id, "
                + $"{string.Join(',', row.Select(value => value.Column))}) VALUES ('a', "
                + $"{string.Join(',', row.Select(value => $"@{value.Column}"))})";
            foreach (var (column, value) in row) insert.Parameters.Add(
                new SqliteParameter($"@{column}", value ?? DBNull.Value));
            insert.ExecuteNonQuery();
        }

        return Assert.Single(await new SqliteStateDb(path).MessagesAsync("a"));
    }

    private static async Task<StateDbMessage> ReadLiteralAsync(string column, string literal)
    {
        using var folder = TempFolder.ForCaller();
        var others = column == "content" ? "role" : "role, content";
        var values = column == "content" ? "'user'" : "'user', 'x'";
        var path = SomeStateDb.Make(
            folder.PathOf("state.db"),
            $"CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, {others}, {column})",
            $"INSERT INTO messages (session_id, {others}, {column}) VALUES ('a', {values}, {literal})");
        return Assert.Single(await new SqliteStateDb(path).MessagesAsync("a"));
    }
}
