using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

/// <summary>All files of a session directory, read by the parser of the platform, which shares no code with the
/// library.</summary>
internal sealed partial class FixtureTree
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public static FixtureTree Of(DiskTree tree)
    {
        var result = new FixtureTree();
        foreach (var name in tree.Names) result._files[name] = tree[name];
        return result;
    }

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Gets the readable sessions: objects with a list of messages, by the names of their files.</summary>
    public IReadOnlyDictionary<string, JsonObject> Documents { get; private set; } =
        new Dictionary<string, JsonObject>();

    public FixtureTree Read()
    {
        Documents = _files
            .Select(file => (Match: DocumentName().Match(file.Key), Document: Load(file.Value)))
            .Where(each => each is { Match.Success: true, Document: not null })
            .ToDictionary(each => each.Match.Groups[1].Value, each => each.Document!, StringComparer.Ordinal);
        return this;
    }

    public void Put(string name, byte[] bytes) => _files[name] = bytes;

    /// <summary>Returns the messages of a document without what a recovery may add to them.</summary>
    public static List<JsonNode?> Messages(JsonObject document) => [.. document["messages"]!.AsArray()];

    public static JsonNode? Plain(JsonNode? message)
    {
        if (message is not JsonObject members) return message;

        return new JsonObject(members.Where(member => !member.Key.StartsWith('_'))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
    }

    public static JsonObject? Load(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true)
                .GetString(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes);
            return JsonNode.Parse(text, documentOptions: new() { MaxDepth = 512 }) is JsonObject document
                && document["messages"] is JsonArray ? document : null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^([^/_.][^/]*)\.json$")]
    private static partial Regex DocumentName();
}
