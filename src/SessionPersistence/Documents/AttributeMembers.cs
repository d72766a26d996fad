using System.Text;
using System.Text.Json;

namespace SessionPersistence.Documents;

/// <summary>The attributes of a session as members of its document, and back.</summary>
internal static class AttributeMembers
{
    // A hostile file must not stop a list.
    /// <summary>Returns a member for each attribute that has a value.</summary>
    public static MemberList All(SessionAttributes attributes) =>
        Changes(new Unset(), attributes).With("pinned", Boolean(attributes.Pinned))
            .With("archived", Boolean(attributes.Archived));

    /// <inheritdoc cref="SessionHead.Changes"/>
    public static MemberList Changes(SessionAttributes before, SessionAttributes after)
    {
        var changes = new List<(string, ReadOnlyMemory<byte>)>();
        Text("title", before.Title, after.Title);
        Text("workspace", before.Workspace, after.Workspace);
        Text("model", before.Model, after.Model);
        Text("model_provider", before.ModelProvider, after.ModelProvider);
        Flag("pinned", before.Pinned, after.Pinned);
        Flag("archived", before.Archived, after.Archived);
        Text("project_id", before.ProjectId, after.ProjectId);
        Text("profile", before.Profile, after.Profile);
        Text("parent_session_id", before.Parent?.Value, after.Parent?.Value);
        Text("worktree_path", before.WorktreePath, after.WorktreePath);
        if (!SameProperties(before.Properties, after.Properties))
            changes.Add(("properties", JsonElements.ToObject(after.Properties)));
        return MemberList.Create(changes);

        void Text(string name, string? old, string? now)
        {
            if (!string.Equals(old, now, StringComparison.Ordinal)) changes.Add((name, String(now)));
        }

        void Flag(string name, bool old, bool now)
        {
            if (old != now) changes.Add((name, Boolean(now)));
        }
    }

    /// <inheritdoc cref="SessionHead.ToMetadata"/>
    public static SessionMetadata ToMetadata(SessionHead head)
    {
        var metadata = new SessionMetadata
        {
            Id = head.Id,
            Revision = head.Revision,
            MessageCount = head.MessageCount,
            CreatedAt = head.CreatedAt,
            UpdatedAt = head.UpdatedAt,
            OpenTurnId = head.OpenTurn?.TurnId,
            Title = Text("title"),
            Workspace = Text("workspace"),
            Model = Text("model"),
            ModelProvider = Text("model_provider"),
            Profile = Text("profile"),
            ProjectId = Text("project_id"),
            WorktreePath = Text("worktree_path"),
            Parent = SessionId.TryParse(Text("parent_session_id"), out var parent) ? parent : null,
            Pinned = JsonValue.AsBoolean(Raw("pinned")) ?? false,
            Archived = JsonValue.AsBoolean(Raw("archived")) ?? false,
        };

        // Without properties it keeps the one empty list, so that equal metadata are equal records.
        var properties = ReadProperties(Raw("properties"));
        return properties.Count == 0 ? metadata : metadata with { Properties = properties };

        ReadOnlySpan<byte> Raw(string name) => head.Members.Find(name) is { } value ? value.Span : default;
        string? Text(string name) => JsonValue.AsString(Raw(name));
    }

    private static byte[] String(string? value) =>
        value is null ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(JsonText.Quote(value));

    private static byte[] Boolean(bool value) => value ? "true"u8.ToArray() : "false"u8.ToArray();

    private static Dictionary<string, JsonElement> ReadProperties(ReadOnlySpan<byte> json)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (JsonElements.Read(members.Value) is { } value)
                properties[JsonText.UnquoteExactly(json[members.NameRange])] = value;
        }

        return properties;
    }

    private static bool SameProperties(
        IReadOnlyDictionary<string, JsonElement> before, IReadOnlyDictionary<string, JsonElement> after)
    {
        if (ReferenceEquals(before, after)) return true;
        if (before.Count != after.Count) return false;

        foreach (var (name, value) in after)
        {
            if (!before.TryGetValue(name, out var old) || !JsonElements.Raw(old).SequenceEqual(JsonElements.Raw(value)))
                return false;
        }

        return true;
    }

    private sealed record Unset : SessionAttributes;
}
