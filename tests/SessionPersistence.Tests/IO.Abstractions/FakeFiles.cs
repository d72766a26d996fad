using System.IO.Abstractions;

namespace SessionPersistence.Tests.IO.Abstractions;

/// <summary>The members of <see cref="IFile"/> that are called.</summary>
internal sealed class FakeFiles(FakeTree tree)
{
    public FileAttributes GetAttributes(string path)
    {
        if (tree.HasDirectory(path)) return FileAttributes.Directory;

        tree.Read(path);
        return FileAttributes.Normal;
    }

    public DateTime GetLastWriteTimeUtc(string path) => tree.WrittenAt(path);

    public byte[] ReadAllBytes(string path) => [.. tree.Read(path)];

    public void Move(string sourceFileName, string destFileName) => tree.Move(sourceFileName, destFileName);

    public void Move(string sourceFileName, string destFileName, bool overwrite)
    {
        tree.Read(sourceFileName);
        if (overwrite) tree.Remove(destFileName);
        tree.Move(sourceFileName, destFileName);
    }

    public void Delete(string path) => tree.Remove(path);
}
