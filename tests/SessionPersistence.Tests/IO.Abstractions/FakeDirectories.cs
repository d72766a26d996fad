using System.IO.Abstractions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.IO.Abstractions;

/// <summary>The members of <see cref="IDirectory"/> that are called.</summary>
internal sealed class FakeDirectories(FakeTree tree)
{
    public bool Exists(string path) => tree.HasDirectory(path);

    public IDirectoryInfo CreateDirectory(string path)
    {
        tree.AddDirectory(path);
        return SomeMembers.Of<IDirectoryInfo>(new());
    }

    public IEnumerable<string> EnumerateFileSystemEntries(string path) => tree.NamesIn(path);
}
