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

    /// <summary>Gets when the record was made; without reading the rest of it.</summary>
    public DateTimeOffset CreatedAt
    {
        get
        {
            var members = JsonMembers.WithoutBraces(Utf8.Span);
            while (members.MoveNext())
            {
                if (members.Name.SequenceEqual("created_at"u8)) return JsonValue.AsInstant(members.Value) ?? default;
            }

            return default;
        }
    }

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

    /// <summary>Gets the checksum of what a rewrite keeps, or of the document that is covered; in a deletion by an
    /// earlier version, of the foreign file that is deleted.</summary>
    public uint? Crc => View.Crc;

    /// <summary>Gets, in a deletion by an earlier version, the length of the foreign file that is deleted.</summary>
    public long? FileLength => View.FileLength;

    /// <summary>Gets the files that a deletion removes, a raw JSON array; <see langword="null"/> in one by an earlier
    /// version.</summary>
    public ReadOnlyMemory<byte>? Files => View.Files;

    /// <summary>Gets until when the deleted session is kept; <see langword="null"/> when it is not.</summary>
    public DateTimeOffset? KeptUntil => View.KeptUntil;

    /// <summary>Gets the revision that a document covers.</summary>
    public long CoveredRevision => View.CoveredRevision;

    /// <summary>Gets up to which revision a rewrite has put histories together that had other records under the same
    /// revisions; 0 where it is none of those.</summary>
    public long SettledRevision => View.SettledRevision;

    /// <summary>Gets how many messages a deleted session had.</summary>
    public int MessageCount => View.MessageCount;
}
