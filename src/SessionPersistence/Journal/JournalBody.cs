using System.Collections.Immutable;
using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>The members of a record that depend on its event; raw JSON without braces, read where they are
/// needed.</summary>
/// <param name="utf8">The raw members. The first is always <c>created_at</c>.</param>
internal sealed class JournalBody(ReadOnlyMemory<byte> utf8)
{
    // Two threads may both read it; what they read is the same.
    private JournalBodyView? _view;

    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    private JournalBodyView View => _view ??= JournalBodyView.Of(Utf8);

    public DateTimeOffset CreatedAt => View.CreatedAt;

    public TurnId? TurnId => View.TurnId;

    public string? StreamId => View.StreamId;

    /// <summary>Gets the position of a step, mark or partial within its turn: 1, 2, 3 …</summary>
    public int Index => View.Index;

    public string? Reason => View.Reason;

    /// <summary>Gets the text of a partial.</summary>
    public string? Text => View.Text;

    public ImmutableArray<ReadOnlyMemory<byte>> Messages => View.Messages;

    /// <summary>Gets the members of the document that the record sets.</summary>
    public MemberList Members => View.Members;

    /// <summary>Gets how many messages a rewrite keeps.</summary>
    public int Kept => View.Kept;

    /// <summary>Gets the checksum of what a rewrite keeps, of the document that is covered, or of the foreign file that
    /// is deleted.</summary>
    public uint? Crc => View.Crc;

    /// <summary>Gets the length of the foreign file that is deleted.</summary>
    public long? FileLength => View.FileLength;

    /// <summary>Gets the revision that a document covers.</summary>
    public long CoveredRevision => View.CoveredRevision;

    /// <summary>Gets how many messages a deleted session had.</summary>
    public int MessageCount => View.MessageCount;
}
