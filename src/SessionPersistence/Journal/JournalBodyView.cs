using System.Collections.Immutable;
using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>The parsed members of a <see cref="JournalBody"/>.</summary>
internal sealed class JournalBodyView
{
    public TurnId? TurnId { get; private set; }

    public string? StreamId { get; private set; }

    public int Index { get; private set; }

    public string? Reason { get; private set; }

    public string? Text { get; private set; }

    public ImmutableArray<ReadOnlyMemory<byte>> Messages { get; private set; } = [];

    public MemberList Members { get; private set; } = MemberList.Empty;

    public int Kept { get; private set; }

    public uint? Crc { get; private set; }

    public long? FileLength { get; private set; }

    public ReadOnlyMemory<byte>? Files { get; private set; }

    public DateTimeOffset? KeptUntil { get; private set; }

    public long CoveredRevision { get; private set; }

    public long SettledRevision { get; private set; }

    public int MessageCount { get; private set; }

    public static JournalBodyView Of(ReadOnlyMemory<byte> body)
    {
        var view = new JournalBodyView();
        var members = JsonMembers.WithoutBraces(body.Span);
        while (members.MoveNext()) view.Read(members.Name, body[members.ValueRange]);
        return view;
    }

    private void Read(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> raw)
    {
        var value = raw.Span;
        if (name.SequenceEqual("turn_id"u8))
            TurnId = SessionPersistence.TurnId.TryParse(JsonValue.AsString(value), out var id) ? id : null;
        else if (name.SequenceEqual("stream_id"u8)) StreamId = JsonValue.AsString(value);
        else if (name.SequenceEqual("index"u8)) Index = (int)(JsonValue.AsInteger(value) ?? 0);
        else if (name.SequenceEqual("reason"u8)) Reason = JsonValue.AsString(value);
        else if (name.SequenceEqual("text"u8)) Text = JsonValue.AsString(value);
        else if (name.SequenceEqual("messages"u8)) Messages = Items(raw);
        else if (name.SequenceEqual("metadata"u8)) Members = MembersOf(raw);
        else if (name.SequenceEqual("kept"u8)) Kept = (int)(JsonValue.AsInteger(value) ?? 0);
        else if (name.SequenceEqual("content_crc"u8)) Crc = JsonValue.AsCrc(value);
        else if (name.SequenceEqual("file_length"u8)) FileLength = JsonValue.AsInteger(value);
        else if (name.SequenceEqual("files"u8)) Files = raw;
        else if (name.SequenceEqual("kept_until"u8)) KeptUntil = JsonValue.AsInstant(value);
        else if (name.SequenceEqual("covered"u8)) CoveredRevision = JsonValue.AsInteger(value) ?? 0;
        else if (name.SequenceEqual("settled"u8)) SettledRevision = JsonValue.AsInteger(value) ?? 0;
        else if (name.SequenceEqual("message_count"u8)) MessageCount = (int)(JsonValue.AsInteger(value) ?? 0);
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Items(ReadOnlyMemory<byte> array)
    {
        var result = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        var items = new JsonItems(array.Span);
        while (items.MoveNext()) result.Add(array[items.CurrentRange]);
        return result.DrainToImmutable();
    }

    private static MemberList MembersOf(ReadOnlyMemory<byte> json)
    {
        var result = MemberList.Empty;
        var members = new JsonMembers(json.Span);
        while (members.MoveNext())
            result = result.With(System.Text.Encoding.UTF8.GetString(members.Name), json[members.ValueRange]);
        return result;
    }
}
