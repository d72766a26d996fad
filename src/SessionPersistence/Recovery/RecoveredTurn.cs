using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Stores;

namespace SessionPersistence.Recovery;

/// <summary>Adds to a session what was submitted to it and lost: the prompts, what had been answered, and a
/// marker.</summary>
/// <remarks>Made twice from the same evidence, the messages are the same, ids included: a repair that was cut off ends
/// as one that was not.</remarks>
internal static class RecoveredTurn
{
    private const string Reason = "recovered";

    /// <summary>The member that notes turns; it goes with the messages that it stands with.</summary>
    public const string KnownTurns = "recovered_turns";

    /// <summary>Adds a turn to a session.</summary>
    /// <param name="content">The session; changed.</param>
    /// <param name="turnId">The turn, by any text.</param>
    /// <param name="prompts">What the session lacks of what was submitted.</param>
    /// <param name="partialAnswer">What had been answered; may be empty.</param>
    public static void Add(
        SessionContent content, string turnId, IEnumerable<ForeignPrompt> prompts, string partialAnswer)
    {
        var id = IdOf(turnId);
        SessionMessage[] added =
        [
            .. prompts.Select(prompt => Prompt(prompt, id)),
            .. TurnInterruption.CreateMessages(id, [], partialAnswer, Reason),
        ];
        content.Messages.AddRange(
            added.Select((message, i) => message.WithIds(MessageId(content.Head!.Id, turnId, i)).Utf8Json));
        content.With(head => head.WithMembers(Noting(head, [turnId])) with { MessageCount = content.Messages.Count });
    }

    /// <summary>Returns the id of a turn, which may have any text for one.</summary>
    public static TurnId IdOf(string turnId) =>
        TurnId.TryParse(turnId, out var known) ? known : TurnId.Parse(SessionId.Derive(turnId).Value);

    /// <summary>Returns the texts of unfinished answers that a session has.</summary>
    public static IReadOnlySet<string> PartialsIn(SessionContent content) => content.Messages
        .Where(message => JsonMembers.Find(message.Span, "_partial"u8).SequenceEqual("true"u8))
        .Select(message => SessionMessage.FromTrusted(message).Text.Trim())
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Counts the messages of a session that were added by recovery.</summary>
    public static int CountIn(SessionContent content)
    {
        var known = KnownIn(content.Head!).Select(turnId => IdOf(turnId).Value).ToHashSet(StringComparer.Ordinal);
        return known.Count == 0 ? 0 : content.Messages.Count(
            message => SessionMessage.FromTrusted(message).TurnId is { } turnId && known.Contains(turnId));
    }

    /// <summary>Returns the turns that were added once, or taken away by a write of this library: where the session
    /// lacks the prompt of one now, that is meant.</summary>
    public static IReadOnlySet<string> KnownIn(SessionHead head)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var items = new JsonItems(head.Members.Find(KnownTurns) is { } raw ? raw.Span : default);
        while (items.MoveNext())
        {
            if (JsonValue.AsString(items.Current) is { } turnId) known.Add(turnId);
        }

        return known;
    }

    /// <summary>Returns the members by which a session says of turns that they are not lost any more: they were added,
    /// or taken away on purpose.</summary>
    public static MemberList Noting(SessionHead head, IEnumerable<string> turnIds)
    {
        var list = head.Members.Find(KnownTurns) is { Span: [(byte)'[', _, .., (byte)']'] } known ? known : default;
        var noted = MemberList.Empty;
        foreach (var quoted in turnIds.Select(turnId => JsonText.Bytes(JsonText.Quote(turnId))))
        {
            // Of a list that may be long, the text is extended as it is.
            if (HasItem(list.Span, quoted.Span)) continue;

            list = list.Length > 2
                ? (byte[])[.. list.Span[..^1], (byte)',', .. quoted.Span, (byte)']']
                : (byte[])[(byte)'[', .. quoted.Span, (byte)']'];
            noted = noted.With(KnownTurns, list);
        }

        return noted;
    }

    private static bool HasItem(ReadOnlySpan<byte> list, ReadOnlySpan<byte> item)
    {
        for (var start = 0; list[start..].IndexOf(item) is >= 0 and var found; start += found + 1)
        {
            var (before, after) = (start + found - 1, start + found + item.Length);
            if (list[before] is (byte)'[' or (byte)',' && list[after] is (byte)',' or (byte)']') return true;
        }

        return false;
    }

    private static SessionMessage Prompt(ForeignPrompt prompt, TurnId turnId)
    {
        var text = new StringBuilder("{\"role\":\"user\",\"content\":")
            .Append(Encoding.UTF8.GetString(prompt.Content.Span));
        if (!prompt.Attachments.IsEmpty)
            text.Append(",\"attachments\":").Append(Encoding.UTF8.GetString(prompt.Attachments.Span));
        if (prompt.Seconds > 0)
            text.Append(CultureInfo.InvariantCulture, $",\"timestamp\":{Math.Floor(prompt.Seconds):F0}");
        text.Append(",\"turn_id\":").Append(JsonText.Quote(turnId.Value)).Append(",\"_recovered\":true}");
        return SessionMessage.FromTrusted(JsonText.Compact(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string MessageId(SessionId session, string turnId, int index) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{session}/{turnId}/{index}"))).AsSpan(0, 8));
}
