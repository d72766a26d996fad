using System.Text;
using System.Text.Json.Nodes;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Documents as another program writes them.</summary>
internal static class ForeignDocument
{
    /// <summary>Makes a document of the reference.</summary>
    public static string Of(string id, string title, params string[] texts) => new JsonObject
    {
        ["session_id"] = id,
        ["title"] = title,
        ["created_at"] = 1735787045.0,
        ["updated_at"] = 1735787045.0,
        ["messages"] = new JsonArray([.. texts.Select(Message)]),
        ["unknown"] = 1,
    }.ToJsonString();

    /// <summary>Makes what a program writes that reads a document, knows nothing of lives, forgets all but the first
    /// messages, and adds others.</summary>
    /// <returns>The document, and how many messages there were.</returns>
    public static (string Document, int Count) Extended(
        CrashFileSystem disk, string path, IEnumerable<string> texts, int kept)
    {
        using var file = disk.OpenFile(path);
        var bytes = new byte[file.Length];
        _ = file.Read(bytes, 0);
        var document = JsonNode.Parse(Encoding.UTF8.GetString(bytes))!.AsObject();
        foreach (var ours in new[] { "life", "revision", "format", "_crc", "message_count", "open_turn",
            "recent_turns" }) document.Remove(ours);
        var messages = document["messages"]!.AsArray();
        var count = messages.Count;
        while (messages.Count > kept) messages.RemoveAt(messages.Count - 1);
        foreach (var text in texts) messages.Add(Message(text));
        return (document.ToJsonString(), count);
    }

    private static JsonNode Message(string text) => new JsonObject { ["role"] = "user", ["content"] = text };
}
