using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

public sealed class ChatServerTests
{
    [Fact]
    public async Task A_question_is_answered_and_kept()
    {
        using var folder = TempFolder.ForCaller();
        await using (var first = await ChatServerRig.StartAsync(folder))
        {
            var id = await first.CreateAsync("Kyoto");
            using var response = await first.AskAsync(id, "Find a ryokan");
            first.Model.Say("Stay at ");
            first.Model.Say("Tawaraya.");
            first.Model.End();

            Assert.Equal(("Stay at Tawaraya.", "saved"), await ChatServerRig.ReadAsync(response));
        }

        await using var second = await ChatServerRig.StartAsync(folder);
        var listed = Assert.Single((await second.GetAsync("sessions"))["items"]!.AsArray());
        Assert.Equal(["Find a ryokan", "Stay at Tawaraya."], await second.TextsAsync((string)listed!["id"]!));
        Assert.Equal("Healthy", await second.Client.GetStringAsync("health"));
    }

    [Fact]
    public async Task A_request_that_is_repeated_asks_nothing_again()
    {
        using var folder = TempFolder.ForCaller();
        await using var server = await ChatServerRig.StartAsync(folder);
        var id = await server.CreateAsync("Kyoto");
        server.Model.Say("Yes.");
        server.Model.End();
        using var response = await server.AskAsync(id, "Is there one?", "turn-1");
        await ChatServerRig.ReadAsync(response);

        using var repeated = await server.AskAsync(id, "Is there one?", "turn-1");

        var answer = Assert.Single((await ChatServerRig.JsonOf(repeated)).AsArray());
        Assert.Equal("Yes.", (string?)answer!["content"]);
        Assert.Equal(["Is there one?", "Yes."], await server.TextsAsync(id));
    }

    [Fact]
    public async Task A_stop_button_ends_the_answer_and_keeps_what_was_said()
    {
        using var folder = TempFolder.ForCaller();
        await using var server = await ChatServerRig.StartAsync(folder);
        var id = await server.CreateAsync("Kyoto");
        using var response = await server.AskAsync(id, "Go on");
        server.Model.Say("On and ");
        await server.Model.Heard();

        using var stopped = await server.Client.PostAsync($"sessions/{id}/stop", null);
        server.Model.Say("on.");

        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        Assert.Equal(("On and ", "stopped"), await ChatServerRig.ReadAsync(response));
        Assert.Equal(["Go on", "On and "], (await server.TextsAsync(id))[..2]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.PostAsync($"sessions/{id}/stop", null)).StatusCode);
    }

    [Fact]
    public async Task A_stop_before_the_first_piece_is_an_end_like_any_other()
    {
        using var folder = TempFolder.ForCaller();
        await using var server = await ChatServerRig.StartAsync(folder);
        var id = await server.CreateAsync("Kyoto");
        using var response = await server.AskAsync(id, "Go on");

        using var stopped = await server.Client.PostAsync($"sessions/{id}/stop", null);
        server.Model.Say("On and on.");

        Assert.Equal(("", "stopped"), await ChatServerRig.ReadAsync(response));
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_the_question_and_the_text_until_then()
    {
        using var folder = TempFolder.ForCaller();
        SessionId id;
        await using (var server = await ChatServerRig.StartAsync(folder))
        {
            id = SessionId.Parse(await server.CreateAsync("Kyoto"));
            var response = await server.AskAsync(id.Value, "Are you there?");
            server.Model.Say("I am ");
            await server.Model.Heard();

            response.Dispose();
            await server.Model.Left;
        }

        await using var store = new FileSessionStore(new() { Directory = folder.Root });
        var messages = (await store.LoadAsync(id))!.Messages;
        Assert.Equal(["Are you there?", "I am "], messages.Take(2).Select(message => message.Text));
        Assert.Contains("\"interruption_reason\":\"abandoned\"", messages[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_killed_while_it_answers_has_the_question_and_no_made_up_answer()
    {
        using var folder = TempFolder.ForCaller();
        using var client = new HttpClient();
        string id;
        using (var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "ChatServer.dll"), "--urls", "http://127.0.0.1:0",
                "--Sessions", folder.Root])
        { RedirectStandardOutput = true })!)
        {
            client.BaseAddress = await AddressAsync(process);
            id = await ChatServerRig.CreateAsync(client, "Kyoto");
            using var response = await ChatServerRig.AskAsync(
                client, id, string.Join(' ', Enumerable.Repeat("word", 1000)));
            using var pieces = new StreamReader(await response.Content.ReadAsStreamAsync());
            Assert.Equal("data: You ", await pieces.ReadLineAsync());
            process.Kill();
            await process.WaitForExitAsync();
        }

        await using var server = await ChatServerRig.StartAsync(folder);
        var messages = (await server.GetAsync($"sessions/{id}"))["messages"]!.AsArray();
        Assert.StartsWith("word word", (string?)messages[0]!["content"], StringComparison.Ordinal);
        Assert.Equal(("interrupted", "owner_lost"),
            ((string?)messages[^1]!["type"], (string?)messages[^1]!["interruption_reason"]));
        Assert.All(messages.Skip(1).SkipLast(1), partial => Assert.True((bool)partial!["_partial"]!));

        static async Task<Uri> AddressAsync(Process process)
        {
            const string Listening = "Now listening on: ";
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Contains(Listening, StringComparison.Ordinal))
                    return new(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
            }

            throw new InvalidOperationException("The server ended.");
        }
    }

    [Fact]
    public async Task An_undo_of_somebody_else_s_message_is_refused()
    {
        using var folder = TempFolder.ForCaller();
        await using var server = await ChatServerRig.StartAsync(folder);
        var id = await server.CreateAsync("Kyoto");
        server.Model.End();
        using var response = await server.AskAsync(id, "One");
        await ChatServerRig.ReadAsync(response);

        using var refused = await server.Client.PostAsync($"sessions/{id}/undo?revision=1", null);
        using var done = await server.Client.PostAsync($"sessions/{id}/undo?revision=3", null);

        using var nothing = await server.Client.PostAsync($"sessions/{id}/undo?revision=4", null);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.Conflict),
            (refused.StatusCode, done.StatusCode, nothing.StatusCode));
        Assert.Empty(await server.TextsAsync(id));
    }

    [Fact]
    public async Task Errors_of_the_store_are_statuses()
    {
        using var folder = TempFolder.ForCaller();
        await using var server = await ChatServerRig.StartAsync(folder);
        var busy = await server.CreateAsync("busy");
        using var running = await server.AskAsync(busy, "One");
        var gone = await server.CreateAsync("gone");
        using var deleted = await server.Client.DeleteAsync($"sessions/{gone}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, await AskStatusAsync(busy));
        Assert.Equal(HttpStatusCode.Gone, await AskStatusAsync(gone));
        Assert.Equal(HttpStatusCode.NotFound, await AskStatusAsync("nobody"));
        Assert.Equal(HttpStatusCode.BadRequest, await AskStatusAsync("_no"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("sessions/nobody")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await server.Client.PostAsJsonAsync($"sessions/{busy}/turns", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.GetAsync("sessions?after=nowhere")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await server.Client.PostAsync($"sessions/{busy}/forks?at=99", null)).StatusCode);
        Assert.Equal(busy, (string?)Assert.Single((await server.GetAsync("turns")).AsArray())!["sessionId"]);
        server.Model.End();

        async Task<HttpStatusCode> AskStatusAsync(string id)
        {
            using var response = await server.AskAsync(id, "Two");
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Sessions_are_listed_forked_and_retitled()
    {
        using var folder = TempFolder.ForCaller();
        await using var server = await ChatServerRig.StartAsync(folder);
        foreach (var title in (string[])["a", "b", "c"]) await server.CreateAsync(title);

        var page = await server.GetAsync("sessions?limit=2");
        var rest = await server.GetAsync($"sessions?limit=2&after={Uri.EscapeDataString((string)page["continuationToken"]!)}");
        var last = (string)rest["items"]![0]!["id"]!;
        using var forked = await server.Client.PostAsync($"sessions/{last}/forks?at=0", null);
        using var retitled = await server.Client.PutAsJsonAsync($"sessions/{last}/title", new { title = "d" });

        Assert.Equal(["c", "b", "a"],
            page["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => (string?)item!["title"]));
        Assert.Null((string?)rest["continuationToken"]);
        Assert.Equal(last, (string?)(await ChatServerRig.JsonOf(forked))["metadata"]!["parent"]);
        Assert.Equal("d", (string?)(await ChatServerRig.JsonOf(retitled))["title"]);
    }
}
