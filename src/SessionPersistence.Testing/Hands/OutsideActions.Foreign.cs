using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SessionPersistence.Testing;

public static partial class OutsideActions
{
    /// <summary>Writes a document anew as a program does that knows nothing of ours, with the first half of its
    /// messages.</summary>
    /// <returns><see langword="null"/> where that leaves none.</returns>
    private static byte[]? ForeignHalf(OutsideFile file)
    {
        if (!IsDocument(file.Name) || Parse(file.Content) is not { } document
            || document["messages"] is not JsonArray { Count: > 1 } messages)
        {
            return null;
        }

        var kept = new JsonArray([.. messages.Take(messages.Count / 2).Select(message => message?.DeepClone())]);
        var written = new JsonObject
        {
            ["session_id"] = document["session_id"]?.DeepClone(),
            ["title"] = document["title"]?.DeepClone(),
            ["created_at"] = document["created_at"]?.DeepClone(),
            ["messages"] = kept,
        };
        return Encoding.UTF8.GetBytes(written.ToJsonString());
    }

    private static JsonObject? Parse(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) as JsonObject;
        }
        catch (JsonException)
        {
            // Damaged: no program of that kind would write it anew.
            return null;
        }
    }
}
