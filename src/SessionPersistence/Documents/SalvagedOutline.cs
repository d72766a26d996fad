using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>What is whole of a damaged document: members, and messages from before, between and behind the places that
/// are damaged.</summary>
internal sealed class SalvagedOutline
{
    /// <summary>Gets the members that can be read, without <c>messages</c>.</summary>
    public required MemberList Members { get; init; }

    /// <summary>Gets the messages that can be read, in their order; in place of bytes that are no text they have
    /// U+FFFD.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Messages { get; init; }

    /// <summary>Gets how many of them stand before each stretch of bytes that is no message.</summary>
    public required IReadOnlyList<int> Gaps { get; init; }

    /// <summary>Gets the places of those that have U+FFFD in place of bad bytes.</summary>
    public required IReadOnlyList<int> Mended { get; init; }

    /// <summary>Gets how many messages the document says that it has, where that can be read.</summary>
    public int? Declared { get; init; }

    /// <summary>Says which messages are left behind, and in which bytes were replaced; empty when there are
    /// none.</summary>
    public string Account() => string.Join(' ', new[] { LeftBehind(), WithBadBytes() }.OfType<string>());

    private string? WithBadBytes() => Mended.Count == 0 ? null
        : Text($"U+FFFD stands in place of bytes that are no text in message {Listed(Mended)} of those that are kept.");

    private string? LeftBehind()
    {
        if (Declared is not { } all || all < Messages.Count) return LeftBehindAtLeast();
        if (all == Messages.Count) return null;

        var missing = all - Messages.Count;
        if (Gaps.Count == 0)
            return Text($"The document says that it has {all} messages; {missing} of them are not there.");

        var (first, last) = (Gaps[0] + 1, all - (Messages.Count - Gaps[^1]));
        if (first == last) return Text($"Message {first} of {all} is left behind.");

        return last - first + 1 == missing
            ? Text($"Messages {first} to {last} of {all} are left behind.")
            : Text($"Of the messages {first} to {last} of {all}, {missing} are left behind.");
    }

    // The document does not say how many messages it has: each stretch is of one message or more.
    private string? LeftBehindAtLeast() => Gaps.Count switch
    {
        0 => null,
        1 => Text($"At least one message is left behind: number {Gaps[0] + 1}."),
        var count => Text($"At least {count} messages are left behind, the first of them number {Gaps[0] + 1}."),
    };

    // A page of numbers helps nobody.
    private static string Listed(IReadOnlyList<int> places)
    {
        const int shown = 10;
        var numbers = string.Join(", ", places.Take(shown).Select(place => Text($"{place + 1}")));
        return places.Count <= shown ? numbers : Text($"{numbers} and {places.Count - shown} more");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
