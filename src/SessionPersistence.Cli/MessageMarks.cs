using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>What is special about a message, in a word each.</summary>
internal static class MessageMarks
{
    // Token by token: a document model of the platform takes time in the square of the depth.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public static IReadOnlyList<string> Of(SessionMessage message)
    {
        var (isPartial, isInterrupted, isError) = (false, false, false);
        try
        {
            var json = new Utf8JsonReader(message.Utf8Json.Span, AnyDepth);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("_partial"u8)) isPartial = NextIsTrue(ref json);
                else if (json.ValueTextEquals("_error"u8)) isError = NextIsTrue(ref json);
                else if (json.ValueTextEquals("_interrupted"u8)) isInterrupted |= NextIsTrue(ref json);
                else if (json.ValueTextEquals("type"u8)) isInterrupted |= json.Read()
                    && json.TokenType == JsonTokenType.String && json.ValueTextEquals("interrupted"u8);
                else json.Read();
                json.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Another program's message may hold NaN or half a surrogate pair; it is shown all the same, without marks.
            return [];
        }

        List<string> marks = [];
        if (isPartial) marks.Add("partial");
        if (isInterrupted) marks.Add("interrupted");
        else if (isError) marks.Add("error");
        return marks;
    }

    private static bool NextIsTrue(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.True;
}
