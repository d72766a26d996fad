using System.IO.Abstractions;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.IO.Abstractions;

/// <summary>The members of <see cref="IFileInfoFactory"/> that are called.</summary>
internal sealed class FakeInfos(FakeTree tree)
{
    public IFileInfo FromFileName(string fileName) => SomeMembers.Of<IFileInfo>(new Info(tree, fileName));

    private sealed class Info(FakeTree tree, string path)
    {
        public long Length => tree.Read(path).Length;
    }
}
