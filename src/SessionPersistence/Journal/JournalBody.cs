using System.Collections.Immutable;
using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>The members of a record that depend on its event; raw JSON without braces, read where they are needed.</summary>
/// <param name="Utf8">The raw members. The first is always <c>created_at</c>.</param>
internal sealed record JournalBody(ReadOnlyMemory<byte> Utf8)
{
    private Lazy<JournalBodyView> View { get; } = new(() => JournalBodyView.Of(Utf8), LazyThreadSafetyMode.PublicationOnly);

    public DateTimeOffset CreatedAt => View.Value.CreatedAt;

    public TurnId? TurnId => View.Value.TurnId;

    public string? StreamId => View.Value.StreamId;

    /// <summary>Gets the position of a step, mark or partial within its turn: 1, 2, 3 …</summary>
    public int Index => View.Value.Index;

    public string? Reason => View.Value.Reason;

    /// <summary>Gets the text of a partial.</summary>
    public string? Text => View.Value.Text;

    public ImmutableArray<ReadOnlyMemory<byte>> Messages => View.Value.Messages;

    /// <summary>Gets the members of the document that the record sets.</summary>
    public MemberList Members => View.Value.Members;

    /// <summary>Gets how many messages a rewrite keeps.</summary>
    public int Kept => View.Value.Kept;

    /// <summary>Gets the checksum of what a rewrite keeps, of the document that is covered, or of the foreign file that is deleted.</summary>
    public uint? Crc => View.Value.Crc;

    /// <summary>Gets the length of the foreign file that is deleted.</summary>
    public long? FileLength => View.Value.FileLength;

    /// <summary>Gets the revision that a document covers.</summary>
    public long CoveredRevision => View.Value.CoveredRevision;

    /// <summary>Gets how many messages a deleted session had.</summary>
    public int MessageCount => View.Value.MessageCount;
}
