using System.Globalization;
using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Testing;

/// <summary>The smallest documents and lines that know whether they are whole.</summary>
internal static class Paper
{
    public static byte[] Document(int version, int size = 1400) =>
        Seal($"{version}:{new string((char)('A' + version), size)}");

    public static byte[] Line(int number, int size = 600) =>
        [.. Seal($"{number}:{new string((char)('a' + number), size)}"), (byte)'\n'];

    public static int? Read(ReadOnlySpan<byte> sealedText)
    {
        if (sealedText.Length < 10 || sealedText[^9] != '#')
            return null;
        var text = sealedText[..^9];
        var seal = Encoding.ASCII.GetString(sealedText[^8..]);
        return seal == Crc(text) ? int.Parse(text[..text.IndexOf((byte)':')], CultureInfo.InvariantCulture) : null;
    }

    public static int? Read(DurableFileSystem disk, string path) =>
        disk.FindEntry(path) is null ? null : Read(Disk.Bytes(disk, path));

    /// <summary>Reads lines up to the first damaged one.</summary>
    public static IReadOnlyList<int> Lines(DurableFileSystem disk, string path) =>
        [.. Split(disk, path).TakeWhile(line => line is not null).Select(line => line!.Value)];

    /// <summary>Reads all lines that are whole.</summary>
    public static IReadOnlyList<int> LinesResynced(DurableFileSystem disk, string path) =>
        [.. Split(disk, path).Where(line => line is not null).Select(line => line!.Value)];

    public static void Save(DurableFileSystem disk, string path, byte[] content)
    {
        Stage(disk, path + ".tmp", content);
        disk.ReplaceFile(path + ".tmp", path);
        disk.FlushDirectory("/");
    }

    public static void Stage(DurableFileSystem disk, string path, byte[] content)
    {
        using var file = disk.CreateFile(path);
        file.Write(content, 0);
        file.Flush();
    }

    private static IEnumerable<int?> Split(DurableFileSystem disk, string path)
    {
        if (disk.FindEntry(path) is null)
            return [];
        var bytes = Disk.Bytes(disk, path);
        var end = Array.LastIndexOf(bytes, (byte)'\n');
        return end < 0 ? [] : Lines(bytes, end);
    }

    private static IEnumerable<int?> Lines(byte[] bytes, int end)
    {
        for (int start = 0, next; start <= end; start = next + 1)
        {
            next = Array.IndexOf(bytes, (byte)'\n', start);
            if (next > start)
                yield return Read(bytes.AsSpan(start, next - start));
        }
    }

    private static byte[] Seal(string text) => Encoding.ASCII.GetBytes($"{text}#{Crc(Encoding.ASCII.GetBytes(text))}");

    private static string Crc(ReadOnlySpan<byte> text) =>
        Crc32C.Compute(text).ToString("x8", CultureInfo.InvariantCulture);
}
