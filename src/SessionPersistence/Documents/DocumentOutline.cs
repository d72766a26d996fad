namespace SessionPersistence.Documents;

/// <summary>The top level of a document's text: its members and its messages, in slices.</summary>
internal sealed class DocumentOutline
{
    /// <summary>Gets all top-level members except <c>messages</c>.</summary>
    public required MemberList Members { get; init; }

    /// <summary>Gets the items of <c>messages</c>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Messages { get; init; } = [];

    /// <summary>Gets what <c>messages</c> is.</summary>
    public MessagesForm Form { get; init; }
}
