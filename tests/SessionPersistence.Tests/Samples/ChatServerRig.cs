using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using ChatServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Samples;

/// <summary>The chat server of the samples on a port of its own, and a client.</summary>
internal sealed class ChatServerRig : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChatServerRig(WebApplication app) => _app = app;

    public ScriptedModel Model => (ScriptedModel)_app.Services.GetRequiredService<IChatModel>();

    public HttpClient Client { get; } = new();

    public static async Task<ChatServerRig> StartAsync(TempFolder folder)
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0", "--Sessions", folder.Root]);
        builder.Logging.ClearProviders();
        builder.AddChat();
        builder.Services.AddSingleton<IChatModel, ScriptedModel>();
        var rig = new ChatServerRig(builder.Build());
        rig._app.MapChat();
        await rig._app.StartAsync();
        rig.Client.BaseAddress = new(rig._app.Urls.Single());
        return rig;
    }

    public Task<string> CreateAsync(string title) => CreateAsync(Client, title);

    public static async Task<string> CreateAsync(HttpClient client, string title)
    {
        using var response = await client.PostAsJsonAsync("sessions", new { title });
        return (string)(await JsonOf(response))["id"]!;
    }

    /// <inheritdoc cref="AskAsync(HttpClient, string, string, string?)"/>
    public Task<HttpResponseMessage> AskAsync(string id, string text, string? turnId = null) =>
        AskAsync(Client, id, text, turnId);

    /// <summary>Asks; returns when the server says that the question is safe.</summary>
    public static async Task<HttpResponseMessage> AskAsync(
        HttpClient client, string id, string text, string? turnId = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"sessions/{id}/turns") { Content = JsonContent.Create(new { text, turnId }) };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Reads an answer to its end: its pieces, and the name of its last event.</summary>
    public static async Task<(string Text, string End)> ReadAsync(HttpResponseMessage response)
    {
        var items = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
            items.Add(item);
        return (string.Concat(items.SkipLast(1).Select(item => item.Data)), items[^1].EventType);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    public async Task<string[]> TextsAsync(string id) =>
        [.. (await GetAsync($"sessions/{id}"))["messages"]!.AsArray().Select(message => (string)message!["content"]!)];

    /// <summary>Waits for all requests, and ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public static async Task<JsonNode> JsonOf(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
