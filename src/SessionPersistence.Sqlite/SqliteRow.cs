using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SessionPersistence;

/// <summary>The present row of a query. A value of another kind than asked for is noted, and taken as far as it can
/// be.</summary>
/// <remarks>Reads past <see cref="SqliteDataReader"/>, which ends text at its first NUL and takes bytes that are no
/// text for some.</remarks>
internal sealed class SqliteRow(SqliteDataReader reader, Encoding encoding)
{
    private static readonly DecoderReplacementFallback Replacing = new("\uFFFD");

    private List<StateDbFault>? _faults;

    /// <summary>Gets or sets the number that faults of this row are noted with.</summary>
    public long? Number { get; set; }

    private sqlite3_stmt Statement => reader.Handle!;

    /// <summary>Returns the kind of a value.</summary>
    public SqliteKind KindOf(int column) => (SqliteKind)raw.sqlite3_column_type(Statement, column);

    /// <summary>Reads text as UTF-8. SQLite takes any value in any column, and any bytes for text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">The text, valid until the row is left.</param>
    /// <returns><see langword="false"/> when there is none.</returns>
    public bool TryReadText(int column, out ReadOnlySpan<byte> text)
    {
        var kind = KindOf(column);
        text = kind switch
        {
            SqliteKind.Text => Valid(column, raw.sqlite3_column_blob(Statement, column)),
            SqliteKind.Blob => raw.sqlite3_column_blob(Statement, column),
            SqliteKind.Integer => Encoding.UTF8.GetBytes(Digits(raw.sqlite3_column_int64(Statement, column))),
            SqliteKind.Real => Encoding.UTF8.GetBytes(Digits(raw.sqlite3_column_double(Statement, column))),
            _ => default,
        };
        if (kind is SqliteKind.Integer or SqliteKind.Real) Note(column, "is a number and was taken as text");
        return kind != SqliteKind.Null && (kind != SqliteKind.Blob || IsText(column, text));
    }

    /// <summary>Reads text.</summary>
    public string? Text(int column) => TryReadText(column, out var text) ? Encoding.UTF8.GetString(text) : null;

    /// <summary>Reads an id, which nothing but text can be: what is asked for by id is compared with text. Of any other
    /// value it returns what no rule for ids takes.</summary>
    public string? Id(int column) => KindOf(column) switch
    {
        SqliteKind.Blob => $"x'{Convert.ToHexStringLower(raw.sqlite3_column_blob(Statement, column))}'",
        SqliteKind.Integer => $"{Digits(raw.sqlite3_column_int64(Statement, column))} (a number)",
        SqliteKind.Real => $"{Digits(raw.sqlite3_column_double(Statement, column))} (a number)",
        _ => Text(column),
    };

    /// <summary>Reads a finite number.</summary>
    public double? Real(int column)
    {
        var kind = KindOf(column);
        if (kind == SqliteKind.Null) return null;

        var number = kind is SqliteKind.Integer or SqliteKind.Real ? raw.sqlite3_column_double(Statement, column)
            : ParsedOrNaN(Text(column));
        if (double.IsFinite(number)) return number;

        if (kind != SqliteKind.Text) Note(column, "is no finite number and was left out");
        return null;
    }

    /// <summary>Reads the text that stands where a number is expected; <see langword="null"/> where it is one, or where
    /// there is none.</summary>
    public string? TextInPlaceOfReal(int column)
    {
        if (KindOf(column) != SqliteKind.Text || Text(column) is not { Length: > 0 } text) return null;
        if (double.IsFinite(ParsedOrNaN(text))) return null;

        Note(column, "is no finite number and was kept as text");
        return text;
    }

    /// <summary>Reads an integer; a value of another kind is as good as none.</summary>
    public long? Integer(int column) =>
        KindOf(column) == SqliteKind.Integer ? raw.sqlite3_column_int64(Statement, column) : null;

    /// <summary>Notes that a value could not be taken as it is.</summary>
    public void Note(int column, string what)
    {
        var name = reader.GetName(column);
        (_faults ??= []).Add(new(name, Number, $"The value of '{name}' {what}."));
    }

    /// <summary>Returns what was noted since it was asked last.</summary>
    public IReadOnlyList<StateDbFault> TakeFaults()
    {
        IReadOnlyList<StateDbFault>? faults = _faults;
        _faults = null;
        return faults ?? [];
    }

    /// <summary>Writes a number as JSON; a whole one keeps its fraction of 0.</summary>
    public static string Digits(double number)
    {
        var digits = number.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny(".E") ? digits : digits + ".0";
    }

    /// <summary>Writes a number as JSON.</summary>
    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static double ParsedOrNaN(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : double.NaN;

    private ReadOnlySpan<byte> Valid(int column, ReadOnlySpan<byte> bytes)
    {
        if (encoding is UTF8Encoding && Utf8.IsValid(bytes)) return bytes;

        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            Note(column, $"is not valid {encoding.WebName}; what cannot be read of it became U+FFFD");
            var lenient = Encoding.GetEncoding(encoding.CodePage, encoding.EncoderFallback, Replacing);
            return Encoding.UTF8.GetBytes(lenient.GetString(bytes));
        }
    }

    private bool IsText(int column, ReadOnlySpan<byte> blob)
    {
        var isText = Utf8.IsValid(blob);
        Note(column, isText
            ? "is a BLOB and was taken as text"
            : string.Create(
                CultureInfo.InvariantCulture, $"is a BLOB of {blob.Length} bytes, no text, and was left out"));
        return isText;
    }
}
