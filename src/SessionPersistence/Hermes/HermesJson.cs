using System.Globalization;
using SessionPersistence.Documents;

namespace SessionPersistence.Hermes;

/// <summary>JSON values as Python takes them.</summary>
internal static class HermesJson
{
    /// <summary>Whether a value counts as true: it is there, and not <c>null</c>, <c>false</c>, zero or
    /// empty.</summary>
    /// <param name="raw">One JSON value without white space around it; empty when there is none.</param>
    public static bool IsTrue(ReadOnlySpan<byte> raw) => raw switch
    {
        [] or [(byte)'n', ..] or [(byte)'f', ..] => false,
        [(byte)'"', ..] => raw.Length > 2,
        [(byte)'[' or (byte)'{', ..] => !raw[1..^1].Trim(" \t\r\n"u8).IsEmpty,
        _ => !double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number != 0,
    };

    /// <summary>Returns the number of items of a list; <see langword="null"/> for anything else.</summary>
    public static int? CountOf(ReadOnlySpan<byte> raw)
    {
        if (raw is not [(byte)'[', ..]) return null;

        var count = 0;
        var items = new JsonItems(raw);
        while (items.MoveNext()) count++;
        return count;
    }
}
