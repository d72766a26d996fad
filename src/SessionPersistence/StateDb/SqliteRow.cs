using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;

namespace SessionPersistence.StateDb;

/// <summary>The present row of a query. A value of another kind than asked for is noted, and taken as far as it can be.</summary>
internal sealed class SqliteRow(SqliteDataReader reader, Encoding encoding)
{
    private static readonly DecoderReplacementFallback Replacing = new("\uFFFD");

    private List<StateDbFault>? _faults;

    /// <summary>Gets or sets the number that faults of this row are noted with.</summary>
    public long? Number { get; set; }

    /// <summary>Returns the kind of a value: <see langword="null"/> (as the type is for SQL), <c>long</c>, <c>double</c>, <c>string</c> or <c>byte[]</c>.</summary>
    public Type? TypeOf(int column) => reader.IsDBNull(column) ? null : reader.GetFieldType(column);

    /// <summary>Reads text. SQLite takes any value in any column, and any bytes for text.</summary>
    public string? Text(int column)
    {
        var type = TypeOf(column);
        if (type is null) return null;
        if (type == typeof(string)) return Decode(column, reader.GetFieldValue<byte[]>(column));
        if (type == typeof(byte[])) return TextOfBlob(column, reader.GetFieldValue<byte[]>(column));

        Note(column, "is a number and was taken as text");
        return type == typeof(long) ? Digits(reader.GetInt64(column)) : Digits(reader.GetDouble(column));
    }

    /// <summary>Reads a finite number.</summary>
    public double? Real(int column)
    {
        var type = TypeOf(column);
        if (type is null) return null;
        if (type == typeof(long) || type == typeof(double))
        {
            if (double.IsFinite(reader.GetDouble(column))) return reader.GetDouble(column);
        }
        else if (double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        Note(column, "is no finite number and was left out");
        return null;
    }

    /// <summary>Reads an integer; a value of another kind is as good as none.</summary>
    public long? Integer(int column) => TypeOf(column) == typeof(long) ? reader.GetInt64(column) : null;

    /// <summary>Notes that a value could not be taken as it is.</summary>
    public void Note(int column, string what)
    {
        var name = reader.GetName(column);
        (_faults ??= []).Add(new(name, Number, $"The value of '{name}' {what}."));
    }

    /// <summary>Returns what was noted since it was asked last.</summary>
    public IReadOnlyList<StateDbFault> TakeFaults()
    {
        IReadOnlyList<StateDbFault> faults = _faults ?? [];
        _faults = null;
        return faults;
    }

    /// <summary>Writes a number as JSON; a whole one of the kind <c>double</c> keeps its fraction of 0.</summary>
    public static string Digits(double number)
    {
        var digits = number.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny(".E") ? digits : digits + ".0";
    }

    /// <summary>Writes a number as JSON.</summary>
    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Decode(int column, byte[] bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Note(column, $"is not valid {encoding.WebName}; what cannot be read of it became U+FFFD");
            return Encoding.GetEncoding(encoding.CodePage, encoding.EncoderFallback, Replacing).GetString(bytes);
        }
    }

    private string? TextOfBlob(int column, byte[] bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            Note(column, "is a BLOB and was taken as text");
            return Encoding.UTF8.GetString(bytes);
        }

        Note(column, string.Create(CultureInfo.InvariantCulture, $"is a BLOB of {bytes.Length} bytes, no text, and was left out"));
        return null;
    }
}
