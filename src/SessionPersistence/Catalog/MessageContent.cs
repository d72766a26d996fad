using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>Compares messages by their content.</summary>
internal static class MessageContent
{
    /// <summary>Computes the checksum of the first messages, each followed by a line feed.</summary>
    public static uint Crc(IReadOnlyList<ReadOnlyMemory<byte>> messages, int count)
    {
        uint crc = 0;
        for (var i = 0; i < count; i++)
        {
            crc = Crc32C.Compute(messages[i].Span, crc);
            crc = Crc32C.Compute("\n"u8, crc);
        }

        return crc;
    }

    /// <summary>Returns how many messages two lists have in common at their start, byte for byte.</summary>
    public static int CommonPrefix(IReadOnlyList<ReadOnlyMemory<byte>> one, IReadOnlyList<ReadOnlyMemory<byte>> other)
    {
        var count = 0;
        while (count < one.Count && count < other.Count && one[count].Span.SequenceEqual(other[count].Span)) count++;
        return count;
    }

    /// <summary>Returns the messages that a list lacks: by <c>message_id</c> where there is one, else by equal JSON,
    /// counted.</summary>
    /// <param name="wanted">The messages that should be there.</param>
    /// <param name="present">The list.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Lacking(
        IEnumerable<ReadOnlyMemory<byte>> wanted, IEnumerable<ReadOnlyMemory<byte>> present) =>
        Lacking(wanted, present, KeyOf);

    /// <summary>Returns the messages that a list lacks, or has with other content: by equal JSON, counted.</summary>
    /// <inheritdoc cref="Lacking(IEnumerable{ReadOnlyMemory{byte}}, IEnumerable{ReadOnlyMemory{byte}})" path="/param"/>
    public static IReadOnlyList<ReadOnlyMemory<byte>> LackingAsTheyAre(
        IEnumerable<ReadOnlyMemory<byte>> wanted, IEnumerable<ReadOnlyMemory<byte>> present) =>
        Lacking(wanted, present, JsonOf);

    private static List<ReadOnlyMemory<byte>> Lacking(
        IEnumerable<ReadOnlyMemory<byte>> wanted,
        IEnumerable<ReadOnlyMemory<byte>> present,
        Func<ReadOnlyMemory<byte>, string> keyOf)
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in present.Select(keyOf)) keys[key] = keys.GetValueOrDefault(key) + 1;

        var lacking = new List<ReadOnlyMemory<byte>>();
        foreach (var message in wanted)
        {
            var key = keyOf(message);
            if (keys.GetValueOrDefault(key) > 0) keys[key]--;
            else lacking.Add(message);
        }

        return lacking;
    }

    /// <summary>Leaves out what stands in a list again: a message with a <c>message_id</c> that says the same as one
    /// before it. Without an id two equal messages may both have been sent.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> WithoutRepeats(IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return messages.Where(message => SessionMessage.FromTrusted(message).Id is null || seen.Add(JsonOf(message)));
    }

    /// <summary>Returns what equal messages have in common.</summary>
    /// <remarks>The two kinds of key cannot meet: JSON starts with a brace.</remarks>
    public static string KeyOf(ReadOnlyMemory<byte> message) =>
        SessionMessage.FromTrusted(message) is { Id: { } id } ? $"#{id}" : JsonOf(message);

    private static string JsonOf(ReadOnlyMemory<byte> message) =>
        System.Text.Encoding.UTF8.GetString(JsonText.Unescaped(JsonText.Compact(message.Span)));
}
