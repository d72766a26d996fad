using System.Buffers;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.StateDb;

/// <summary>Makes messages of the rows of the table <c>messages</c>.</summary>
/// <remarks>
/// A member has the name of its column. <c>role</c> and <c>content</c> are always there; of the others those that have a value. A column that another version of the
/// database lacks is as good as empty.
/// </remarks>
internal sealed class SqliteMessage
{
    private const string RoleColumn = "role";
    private const string ContentColumn = "content";
    private const string TimestampColumn = "timestamp";

    // What is no plain text is marked by a control character, the word and a colon: a list of parts, or an object.
    private static readonly string[] JsonMarks = ["\0json:", "\u0001json:"];

    private static readonly string[] JsonColumns = ["tool_calls", "reasoning_details", "codex_reasoning_items", "codex_message_items"];

    private static readonly string[] ContentColumns = [ContentColumn, "api_content"];

    private static readonly string[] Optional =
    [
        TimestampColumn, "tool_call_id", "tool_calls", "tool_name", "reasoning", "reasoning_content", "reasoning_details",
        "codex_reasoning_items", "codex_message_items", "api_content",
    ];

    private readonly int _first;

    /// <summary>Plans the reading.</summary>
    /// <param name="existing">The columns that the table has.</param>
    /// <param name="first">Where the columns of this reading begin in the row.</param>
    public SqliteMessage(IReadOnlySet<string> existing, int first)
    {
        _first = first;
        Columns = [RoleColumn, ContentColumn, .. Optional.Where(existing.Contains)];
    }

    /// <summary>Gets the columns to select, in their order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reads the message of a row.</summary>
    public SessionMessage Read(SqliteRow row)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("{\"role\":"u8);
        JsonText.WriteText(buffer, row.Text(_first) is { } role ? JsonText.Quote(role) : "null");
        for (var i = 1; i < Columns.Count; i++) WriteMember(buffer, row, Columns[i], _first + i);
        buffer.Write("}"u8);
        return SessionMessage.FromTrusted(buffer.WrittenSpan.ToArray());
    }

    private static void WriteMember(ArrayBufferWriter<byte> buffer, SqliteRow row, string name, int column)
    {
        if (ValueOf(row, name, column) is not { } value) return;

        buffer.Write(","u8);
        JsonText.WriteText(buffer, JsonText.Quote(name));
        buffer.Write(":"u8);
        buffer.Write(value);
    }

    private static byte[]? ValueOf(SqliteRow row, string name, int column)
    {
        if (name == TimestampColumn) return TimestampOf(row, column);

        var text = row.Text(column);
        if (name == ContentColumn) text ??= "";
        else if (string.IsNullOrEmpty(text)) return null;

        if (JsonOf(name, text) is not { } json) return Quoted(text);
        if (JsonColumn.TryRead(json, out var value)) return value;

        row.Note(column, "is not the JSON that it should be and was taken as text");
        return Quoted(text);
    }

    private static string? JsonOf(string name, string text)
    {
        if (JsonColumns.Contains(name)) return text;
        if (!ContentColumns.Contains(name)) return null;

        var mark = JsonMarks.FirstOrDefault(mark => text.StartsWith(mark, StringComparison.Ordinal));
        return mark is null ? null : text[mark.Length..];
    }

    // Text stays text: other programs wrote it so, and readers take a number either way.
    private static byte[]? TimestampOf(SqliteRow row, int column) => row.TypeOf(column) switch
    {
        null => null,
        var type when type == typeof(long) => Encoding.UTF8.GetBytes(SqliteRow.Digits(row.Integer(column)!.Value)),
        var type when type == typeof(string) => row.Text(column) is { Length: > 0 } text ? Quoted(text) : null,
        _ => row.Real(column) is { } number ? Encoding.UTF8.GetBytes(SqliteRow.Digits(number)) : null,
    };

    private static byte[] Quoted(string text) => Encoding.UTF8.GetBytes(JsonText.Quote(text));
}
