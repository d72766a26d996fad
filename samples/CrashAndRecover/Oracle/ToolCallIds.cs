using System.Text.Json;

namespace CrashAndRecover.Oracle;

internal static class ToolCallIds
{
    public static IReadOnlyList<string> AskedBy(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("tool_calls", out var calls)
            ? [.. calls.EnumerateArray().Select(call => call.GetProperty("id").GetString()!)]
            : [];
    }
}
