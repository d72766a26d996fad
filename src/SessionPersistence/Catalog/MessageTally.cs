namespace SessionPersistence.Catalog;

/// <summary>Counts the messages of a list that grows, so that it can be asked again and again what it lacks.</summary>
internal sealed class MessageTally
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public MessageTally(IEnumerable<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages) Count(MessageContent.KeyOf(message));
    }

    /// <summary>Returns the messages of a group that the list lacks, by the rule of
    /// <see cref="MessageContent.Lacking(IEnumerable{ReadOnlyMemory{byte}}, IEnumerable{ReadOnlyMemory{byte}})"/>, and
    /// counts them: they are appended to it.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeLacking(IEnumerable<ReadOnlyMemory<byte>> group)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var lacking = new List<(string Key, ReadOnlyMemory<byte> Message)>();
        foreach (var message in group)
        {
            var key = MessageContent.KeyOf(message);
            var before = found.GetValueOrDefault(key);
            if (before < _counts.GetValueOrDefault(key)) found[key] = before + 1;
            else lacking.Add((key, message));
        }

        foreach (var (key, _) in lacking) Count(key);
        return [.. lacking.Select(each => each.Message)];
    }

    private void Count(string key) => _counts[key] = _counts.GetValueOrDefault(key) + 1;
}
