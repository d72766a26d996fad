using System.Globalization;

namespace SessionPersistence.Tests.Crash;

/// <summary>A record of a <see cref="PaperStore"/>.</summary>
internal sealed record PaperRecord(string Life, int Revision, int After, string Kind, string Text)
{
    public static PaperRecord Parse(string line)
    {
        var parts = line.Split(':');
        return new(parts[0], Number(parts[1]), Number(parts[2]), parts[3], parts[4]);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Life}:{Revision}:{After}:{Kind}:{Text}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
