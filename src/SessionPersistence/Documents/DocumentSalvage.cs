namespace SessionPersistence.Documents;

/// <summary>Reads what is whole of a damaged document, also behind the damage.</summary>
/// <remarks>
/// From the start as far as it is JSON, and from the end backwards as far as it is: what stands before the first damage
/// and behind the last is known with certainty. Between two damaged places a message is taken only where it can be told
/// from a part of one (<see cref="SalvageBetween"/>). The cost is in proportion to the length.
/// </remarks>
internal static class DocumentSalvage
{
    /// <summary>Reads what is whole.</summary>
    /// <returns><see langword="null"/> when nothing is.</returns>
    public static SalvagedOutline? Read(ReadOnlyMemory<byte> file)
    {
        var text = SalvageText.Of(file);
        var before = SalvageForwards.Read(text);
        var behind = before.IsWhole ? new() : SalvageBackwards.Read(text, before);
        List<Range> between = before.HasAll || behind.HasAll ? []
            : SalvageBetween.Read(text.Bytes, before.End, behind.Start ?? text.Bytes.Length,
                [.. before.Items, .. behind.Items]);
        between.RemoveAll(item => text.HasLongHole(item) || IsOfAnotherKind(item));
        return Outline(text, before, [.. before.Items, .. between, .. behind.Items], behind);

        bool IsOfAnotherKind(Range item) => !SalvageBetween.HasRole(text.Bytes.Span[item])
            && before.Items.Concat(behind.Items).Any(known => SalvageBetween.HasRole(text.Bytes.Span[known]));
    }

    /// <summary>Whether a member is the list of messages. Whatever stands in place of a bad byte of its name, it can
    /// have been no other.</summary>
    public static bool IsMessages(ReadOnlySpan<byte> rawName)
    {
        const string messages = "messages";
        var name = MemberOrder.NameOf(rawName);
        return name.Length == messages.Length
            && name.Zip(messages).All(pair => pair.First == pair.Second || pair.First == '\uFFFD');
    }

    /// <summary>Whether a text is one value.</summary>
    public static bool IsValue(ReadOnlySpan<byte> text)
    {
        var scanner = new JsonScanner(text, JsonDialect.Tolerant);
        return scanner.TryTakeValue(out _) && scanner.Position == text.Length;
    }

    private static SalvagedOutline? Outline(
        SalvageText text, SalvageForwards before, List<Range> found, SalvageBackwards behind)
    {
        var members = MemberList.Create([.. before.Members, .. behind.Members]);
        if (found.Count == 0 && members.Count == 0) return null;

        var isEndKnown = before.HasAll || (found.Count > 0 && behind.Items.Contains(found[^1]));
        return new()
        {
            Members = members,
            Messages = [.. found.Select(item => text.Bytes[item])],
            Gaps = Gaps(text.Bytes.Span, before.Start ?? behind.ListStart, found, isEndKnown),
            Mended = [.. Enumerable.Range(0, found.Count).Where(at => text.LongestHole(found[at]) > 0)],
            Declared = DocumentBookkeeping.Of(members).MessageCount,
        };
    }

    // Where something stands between the messages that is more than what separates them.
    private static List<int> Gaps(ReadOnlySpan<byte> text, int? start, List<Range> kept, bool isEndKnown)
    {
        var gaps = new List<int>();
        var end = start ?? (kept.Count > 0 ? kept[0].Start.Value : text.Length);
        for (var i = 0; i < kept.Count; i++)
        {
            if (text[end..kept[i].Start.Value].ContainsAnyExcept(" \t\r\n,"u8)) gaps.Add(i);
            end = kept[i].End.Value;
        }

        if (!isEndKnown && text[end..].TrimStart(" \t\r\n,"u8) is not ([] or [(byte)']', ..])) gaps.Add(kept.Count);
        return gaps;
    }
}
