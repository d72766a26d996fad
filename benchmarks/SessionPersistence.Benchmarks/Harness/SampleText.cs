using System.Text;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Text for messages and lines.</summary>
internal static class SampleText
{
    private const string Words =
        "The ryokan stands by the river, ten minutes from the station; its rooms look into the garden. ";

    /// <summary>Returns a text that has so many bytes in UTF-8, and in JSON.</summary>
    public static string OfBytes(int count) =>
        string.Create(count, 0, static (text, _) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Words[i % Words.Length];
        });

    /// <summary>Returns a line that has so many bytes, its line feed included.</summary>
    public static byte[] LineOfBytes(int count) => Encoding.UTF8.GetBytes(OfBytes(count - 1) + '\n');
}
