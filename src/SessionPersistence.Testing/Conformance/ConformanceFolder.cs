using System.Text;
using SessionPersistence.Storage;

namespace SessionPersistence.Testing;

/// <summary>The directory of one case, and what cases do in it over and over.</summary>
internal sealed class ConformanceFolder(DurableFileSystem disk, string root)
{
    public DurableFileSystem Disk => disk;

    public string Root => root;

    public string PathOf(string name) => Path.Join(root, name);

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, ReadOnlySpan<byte> content)
    {
        using var file = disk.CreateFile(PathOf(name));
        file.Write(content, 0);
        file.Flush();
    }

    public string Read(string name) => Encoding.UTF8.GetString(ReadBytes(name));

    public byte[] ReadBytes(string name)
    {
        using var file = disk.OpenFile(PathOf(name));
        return ReadAll(file);
    }

    public static byte[] ReadAll(DurableFile file)
    {
        var buffer = new byte[file.Length];
        return buffer[..file.Read(buffer, 0)];
    }

    public static string TextOf(DurableFile file) => Encoding.UTF8.GetString(ReadAll(file));

    /// <summary>Looks at a name that must be there.</summary>
    public FileSystemEntry Entry(string name) =>
        disk.FindEntry(PathOf(name)) ?? throw new FileSystemConformanceException($"'{name}' is not there.");

    /// <summary>Returns to whom a name belongs that must be there.</summary>
    public FileOwnership OwnershipOf(string name) =>
        Entry(name).Ownership ?? throw new FileSystemConformanceException($"Nobody owns '{name}'.");

    public bool Has(string name) => disk.FindEntry(PathOf(name)) is not null;

    /// <summary>Demands exactly these names.</summary>
    public void ExpectNames(params string[] names)
    {
        var actual = disk.ListDirectory(root).Select(entry => entry.Name).Order(StringComparer.Ordinal);
        FileSystemExpect.Same(
            string.Join(", ", names.Order(StringComparer.Ordinal)), string.Join(", ", actual), "The names");
    }
}
