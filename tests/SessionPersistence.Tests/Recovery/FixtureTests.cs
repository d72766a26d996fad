using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SessionPersistence.Tests.Recovery;

/// <summary>The recorded directories of the reference: our report holds all of its items, and a repair keeps the
/// laws.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string> Names() => FixtureCase.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scan_RecordedDirectory_HoldsEveryItemOfTheReferenceAndWritesNothing(string name)
    {
        using var fixture = new FixtureCase(name);
        var before = fixture.Tree();

        var report = await fixture.Scanner.ScanAsync();

        Assert.Equal(before.Files.Keys, fixture.Tree().Files.Keys);
        Assert.All(before.Files, file => Assert.Equal(file.Value, fixture.Tree().Files[file.Key]));
        if (fixture.IsLiteral) Assert.Empty(Missing(fixture.ExpectedItems, report, Diverged(before)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Repair_RecordedDirectory_KeepsTheLaws(string name)
    {
        using var fixture = new FixtureCase(name);
        var before = fixture.Tree();

        var result = await fixture.Scanner.RepairAsync(await fixture.Scanner.ScanAsync());
        var after = fixture.Tree();
        await fixture.Scanner.RepairAsync(await fixture.Scanner.ScanAsync());

        var problems = new List<string>();
        problems.AddRange(result.Actions.Where(action => action.Outcome?.Status is RepairStatus.Failed
            or RepairStatus.Stale).Select(action => $"{action.Kind}: {action.Outcome!.Detail}"));
        problems.AddRange(result.After.Findings.Where(finding => finding.Category == FindingCategory.Repairable)
            .Select(finding => $"still repairable: {finding}"));
        problems.AddRange(Lost(before, after).Select(file => $"lost: {file}"));
        problems.AddRange(Changed(after, fixture.Tree()).Select(id => $"a second repair changed {id}"));
        if (fixture.IsLiteral) problems.AddRange(Compare(before, after, fixture.Wanted(before)));
        problems.AddRange(Prompts(before, after, fixture));
        problems.AddRange(Unindexed(after).Select(id => $"the index and the directory differ: {id}"));
        Assert.Empty(problems);
    }

    private static IEnumerable<HermesItem> Missing(
        IEnumerable<HermesItem> expected, RecoveryReport report, HashSet<string> diverged)
    {
        var items = report.Findings.Select(HermesItem.Of).ToHashSet();
        var named = items.Select(item => item.SessionId).ToHashSet();
        return expected.Where(item => !items.Contains(item) && !(IsLenient(item, diverged)
            && (named.Contains(item.SessionId) || named.Contains(item.SessionId.Trim()))));
    }

    // An unreadable file, messages that only the session has, and ids that the id rule refuses may be told in another
    // way.
    private static bool IsLenient(HermesItem item, HashSet<string> diverged) =>
        item is { Kind: "index_missing_entry", Live: -1 } || (item.Kind == "shrunken_live"
            && diverged.Contains(item.SessionId)) || !SessionId.TryParse(item.SessionId, out _);

    private static HashSet<string> Diverged(FixtureTree tree) =>
    [
        .. tree.Files.Keys.Where(name => name.EndsWith(".json.bak", StringComparison.Ordinal))
            .Select(name => name[..^".json.bak".Length])
            .Where(id => FixtureTree.Load(tree.Files[$"{id}.json.bak"]) is { } backup
                && tree.Documents.TryGetValue(id, out var live) && HasMore(live, backup)),
    ];

    private static bool HasMore(JsonObject live, JsonObject backup) =>
        FixtureTree.Messages(live)
            .Exists(message => !FixtureTree.Messages(backup).Exists(other => JsonNode.DeepEquals(message, other)));

    private static IEnumerable<string> Lost(FixtureTree before, FixtureTree after)
    {
        var contents = after.Files.Values.Select(Convert.ToBase64String).ToHashSet();
        return before.Files.Where(file => file.Key is not ("_index.json" or ".gitkeep") && file.Value.Length > 0
            && !contents.Contains(Convert.ToBase64String(file.Value))).Select(file => file.Key);
    }

    private static IEnumerable<string> Changed(FixtureTree one, FixtureTree other) =>
        one.Documents.Keys.Union(other.Documents.Keys).Where(id => !JsonNode.DeepEquals(
            one.Documents.GetValueOrDefault(id)?["messages"], other.Documents.GetValueOrDefault(id)?["messages"]));

    private static IEnumerable<string> Compare(FixtureTree before, FixtureTree after, FixtureTree wanted)
    {
        var diverged = Diverged(before);
        foreach (var (id, document) in wanted.Documents.Where(
            each => SessionId.TryParse(each.Key, out _) && !diverged.Contains(each.Key)))
        {
            if (!after.Documents.TryGetValue(id, out var found))
            {
                yield return $"{id} cannot be read";
                continue;
            }

            var isRebuilt = !before.Files.ContainsKey($"{id}.json") && !before.Files.ContainsKey($"{id}.json.bak");
            var (want, have) = (FixtureTree.Messages(document), FixtureTree.Messages(found));
            var head = have.Take(want.Count).Select(FixtureTree.Plain);
            var plain = want.Select(FixtureTree.Plain);
            if (isRebuilt) (head, plain) =
                (head.OrderBy(Text, StringComparer.Ordinal), plain.OrderBy(Text, StringComparer.Ordinal));
            if (have.Count < want.Count || !head.Zip(plain).All(pair => JsonNode.DeepEquals(pair.First, pair.Second)))
                yield return $"{id} has other messages";

            foreach (var added in have.Skip(want.Count).Where(message => !IsMarked(message) && !PromptsOf(before, id)
                .Contains(ContentOf(message)))) yield return $"{id} has a message of nobody: {added}";
        }

        foreach (var id in after.Documents.Keys.Except(wanted.Documents.Keys)
            .Where(id => PromptsOf(before, id).Count == 0)) yield return $"{id} came back";
    }

    private static IEnumerable<string> Prompts(FixtureTree before, FixtureTree after, FixtureCase fixture)
    {
        if (!fixture.IsLiteral) yield break;

        foreach (var item in fixture.ExpectedItems.Where(
            item => item.Kind == "turn_journal_pending_turn" && SessionId.TryParse(item.SessionId, out _)))
        {
            var said = Events(before, item.SessionId).Where(e => (string?)e["turn_id"] == item.TurnId
                && e["content"] is not null).Select(e => ContentOf(e)).LastOrDefault();
            var users = after.Documents.TryGetValue(item.SessionId, out var document)
                ? FixtureTree.Messages(document).Where(message => (string?)message?["role"] == "user").Select(ContentOf)
                : [];
            if (said is not null && !users.Contains(said))
                yield return $"{item.SessionId} lacks the prompt of {item.TurnId}";
        }
    }

    // A file without a session_id may be left out.
    private static IEnumerable<string> Unindexed(FixtureTree tree)
    {
        if (!tree.Files.TryGetValue("_index.json", out var index)) return [];

        var rows = JsonNode.Parse(index)!.AsArray().Select(row => (string)row!["session_id"]!).ToHashSet();
        var readable = tree.Documents.Where(document => SessionId.TryParse(document.Key, out _)).ToList();
        var named = readable.Where(document =>
            document.Value["session_id"] is JsonValue id && id.GetValueKind() == System.Text.Json.JsonValueKind.String);
        return named.Select(document => document.Key).Except(rows)
            .Concat(rows.Except(readable.Select(document => document.Key)));
    }

    private static bool IsMarked(JsonNode? message) => message is JsonObject && (message["_error"] is not null
        || message["_partial"] is not null || (string?)message["type"] == "interrupted");

    private static HashSet<string> PromptsOf(FixtureTree tree, string id) => [.. Events(tree, id).Select(ContentOf)];

    private static IEnumerable<JsonNode> Events(FixtureTree tree, string id) =>
        from file in tree.Files
        where file.Key == $"_turn_journal/{id}.jsonl" || (file.Key.StartsWith(
            $"_turn_journal/{id}~", StringComparison.Ordinal) && file.Key.EndsWith(".jsonl", StringComparison.Ordinal))
        from line in Encoding.UTF8.GetString(file.Value).Split('\n')
        let parsed = Parse(line)
        where parsed is JsonObject
        select parsed;

    private static JsonNode? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string ContentOf(JsonNode? message) => message?["content"] switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text.Trim(),
        var other => other?.ToJsonString() ?? "",
    };

    private static string Text(JsonNode? node) =>
        string.Create(CultureInfo.InvariantCulture, $"{node?.ToJsonString()}");
}
