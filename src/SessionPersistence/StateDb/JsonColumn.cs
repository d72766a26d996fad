using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.StateDb;

/// <summary>Reads text columns that hold JSON.</summary>
internal static class JsonColumn
{
    /// <summary>Reads one JSON value of any kind, as Python wrote it; a number that JSON has no word for becomes <c>null</c>.</summary>
    /// <returns><see langword="false"/> when the text is not one JSON value.</returns>
    public static bool TryRead(string text, out byte[] value)
    {
        value = [];
        var json = Encoding.UTF8.GetBytes(text);
        var scanner = new JsonScanner(json, JsonDialect.Tolerant);
        if (!scanner.TryTakeValue(out var range) || scanner.Peek() != 0 || scanner.Position < json.Length) return false;

        value = JsonText.Compact(json.AsSpan(range));
        return true;
    }
}
