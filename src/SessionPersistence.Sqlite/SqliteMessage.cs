using System.Buffers;
using System.Text;

namespace SessionPersistence;

/// <summary>Makes messages of the rows of the table <c>messages</c>.</summary>
/// <remarks>
/// A member has the name of its column. <c>role</c> and <c>content</c> are always there; of the others those that have
/// a value. A column that another version of the database lacks is as good as empty.
/// </remarks>
internal sealed class SqliteMessage
{
    private static readonly SqliteMessageColumn Content = new("content", SqliteMessageForm.Content);

    private static readonly SqliteMessageColumn[] Optional =
    [
        new("timestamp", SqliteMessageForm.Time),
        new("tool_call_id", SqliteMessageForm.Text),
        new("tool_calls", SqliteMessageForm.Json),
        new("tool_name", SqliteMessageForm.Text),
        new("reasoning", SqliteMessageForm.Text),
        new("reasoning_content", SqliteMessageForm.Text),
        new("reasoning_details", SqliteMessageForm.Json),
        new("codex_reasoning_items", SqliteMessageForm.Json),
        new("codex_message_items", SqliteMessageForm.Json),
        new("api_content", SqliteMessageForm.Content),
    ];

    private readonly int _role;
    private readonly SqliteMessageColumn[] _columns;
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>Plans the reading.</summary>
    /// <param name="existing">The columns that the table has.</param>
    /// <param name="first">Where the columns of this reading begin in the row.</param>
    public SqliteMessage(IReadOnlySet<string> existing, int first)
    {
        _role = first;
        _columns = [Content, .. Optional.Where(column => existing.Contains(column.Name))];
    }

    /// <summary>Gets the columns to select, in their order.</summary>
    public IEnumerable<string> Columns => ["role", .. _columns.Select(column => column.Name)];

    // What is no plain text is marked by a control character, the word and a colon: a list of parts, or an object.
    private static ReadOnlySpan<byte> Mark => "\0json:"u8;

    private static ReadOnlySpan<byte> OtherMark => "\u0001json:"u8;

    /// <summary>Reads the message of a row.</summary>
    public SessionMessage Read(SqliteRow row)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write("{\"role\":"u8);
        if (row.TryReadText(_role, out var role)) PythonJson.WriteQuoted(_buffer, role);
        else _buffer.Write("null"u8);
        for (var i = 0; i < _columns.Length; i++) Write(row, _columns[i], _role + 1 + i);
        _buffer.Write("}"u8);
        return SessionMessage.Parse(_buffer.WrittenSpan);
    }

    private void Write(SqliteRow row, SqliteMessageColumn column, int place)
    {
        if (column.Form == SqliteMessageForm.Time) WriteTime(row, column, place);
        else if (row.TryReadText(place, out var text) && !text.IsEmpty) WriteText(row, column, place, text);
        else if (column == Content) WriteQuoted(column, []);
    }

    private void WriteText(SqliteRow row, SqliteMessageColumn column, int place, ReadOnlySpan<byte> text)
    {
        var isMarked = column.Form == SqliteMessageForm.Content
            && (text.StartsWith(Mark) || text.StartsWith(OtherMark));
        if (!isMarked && column.Form != SqliteMessageForm.Json)
        {
            WriteQuoted(column, text);
            return;
        }

        var json = isMarked ? text[Mark.Length..] : text;
        if (PythonJson.TryRead(json, out var value))
        {
            _buffer.Write(column.Start.Span);
            _buffer.Write(value);
            return;
        }

        row.Note(place, "is not the JSON that it should be and was taken as text");
        WriteQuoted(column, text);
    }

    // Text stays text: other programs wrote it so, and readers take a number either way.
    private void WriteTime(SqliteRow row, SqliteMessageColumn column, int place)
    {
        if (row.KindOf(place) == SqliteKind.Text)
        {
            if (row.TryReadText(place, out var text)) WriteQuoted(column, text);
        }
        else if (row.Integer(place) is { } whole)
        {
            WriteRaw(column, SqliteRow.Digits(whole));
        }
        else if (row.Real(place) is { } number)
        {
            WriteRaw(column, SqliteRow.Digits(number));
        }
    }

    private void WriteQuoted(SqliteMessageColumn column, ReadOnlySpan<byte> text)
    {
        _buffer.Write(column.Start.Span);
        PythonJson.WriteQuoted(_buffer, text);
    }

    private void WriteRaw(SqliteMessageColumn column, string value)
    {
        _buffer.Write(column.Start.Span);
        Encoding.UTF8.GetBytes(value, _buffer);
    }
}
