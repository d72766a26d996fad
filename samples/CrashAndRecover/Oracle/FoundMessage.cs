using System.Text.Json;

namespace CrashAndRecover.Oracle;

/// <summary>A message as the store returned it.</summary>
internal sealed class FoundMessage(string json)
{
    private readonly Lazy<Dictionary<string, string>> _members = new(() => MembersOf(json));

    public string Json { get; } = json;

    /// <summary>Gets the raw JSON text of each member, by name.</summary>
    public IReadOnlyDictionary<string, string> Members => _members.Value;

    public string? Member(string name) => Members.GetValueOrDefault(name);

    /// <summary>Gets the text of a member that is a string.</summary>
    public string? Text(string name) => Member(name) is ['"', ..] raw ? JsonSerializer.Deserialize<string>(raw) : null;

    public override string ToString() => Json;

    private static Dictionary<string, string> MembersOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject()
            .ToDictionary(member => member.Name, member => member.Value.GetRawText(), StringComparer.Ordinal);
    }
}
