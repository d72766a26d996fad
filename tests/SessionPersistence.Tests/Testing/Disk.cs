using System.Text;
using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Testing;

internal static class Disk
{
    public static byte[] Bytes(DurableFileSystem disk, string path)
    {
        using var file = disk.OpenFile(path);
        var bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, file.Read(bytes, 0));
        return bytes;
    }

    public static string Text(DurableFileSystem disk, string path) => Encoding.UTF8.GetString(Bytes(disk, path));
}
