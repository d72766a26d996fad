using System.Text;
using System.Text.Json;

namespace SessionPersistence.Tests.Support;

/// <summary>Compares JSON token for token, by the parser of the platform, which shares no code with the
/// library.</summary>
internal static class JsonTokens
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Whether a text is one JSON value and nothing else.</summary>
    public static bool IsJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, AnyDepth);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Returns all tokens; strings and numbers as they are written.</summary>
    public static string Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, AnyDepth);
        var tokens = new StringBuilder();
        while (reader.Read())
            tokens.Append(reader.TokenType).Append(' ').Append(Encoding.UTF8.GetString(reader.ValueSpan)).Append('\n');
        return tokens.ToString();
    }

    /// <summary>Returns the tokens of each top-level member of an object; of members with one name the last.</summary>
    public static Dictionary<string, string> Members(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, AnyDepth);
        var members = new Dictionary<string, string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members[name] = Of(json[start..(int)reader.BytesConsumed]);
        }

        return members;
    }

    /// <summary>Returns the tokens of each item of the last top-level member <c>messages</c>.</summary>
    public static List<string> Messages(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, AnyDepth);
        var items = new List<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMessages = reader.ValueTextEquals("messages");
            reader.Read();
            if (!isMessages || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            items.Clear();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(Of(json[start..(int)reader.BytesConsumed]));
            }
        }

        return items;
    }
}
