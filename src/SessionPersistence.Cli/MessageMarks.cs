using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>What is special about a message, in a word each.</summary>
internal static class MessageMarks
{
    public static IReadOnlyList<string> Of(SessionMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Utf8Json, new() { MaxDepth = int.MaxValue });
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Another program's message may hold NaN or half a surrogate pair; it is shown all the same, without marks.
            return [];
        }
    }

    private static List<string> Of(JsonElement message)
    {
        List<string> marks = [];
        if (Is("_partial", "true")) marks.Add("partial");
        if (Is("type", "\"interrupted\"")) marks.Add("interrupted");
        else if (Is("_error", "true")) marks.Add("error");
        return marks;

        bool Is(string name, string rawValue) => message.TryGetProperty(name, out var value) && value.GetRawText() == rawValue;
    }
}
