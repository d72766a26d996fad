using System.IO.Abstractions;

namespace SessionPersistence.Tests.IO.Abstractions;

/// <summary>The members of <see cref="IFileStreamFactory"/> that are called.</summary>
internal sealed class FakeStreams(FakeTree tree)
{
    // The sharing mode and the size of the buffer mean nothing here.
    public Stream Create(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize)
    {
        if (tree.HasFile(path) ? mode == FileMode.CreateNew : mode == FileMode.Open) throw Refusal(path, mode);
        if (!tree.HasFile(path)) tree.Write(path, []);

        return new FakeStream(tree, path);
    }

    private static IOException Refusal(string path, FileMode mode) =>
        mode == FileMode.Open
            ? new FileNotFoundException($"There is no '{path}'.", path)
            : new IOException($"'{path}' is taken.");

    /// <summary>A copy, which is written back whole.</summary>
    private sealed class FakeStream : MemoryStream
    {
        private readonly FakeTree _tree;
        private readonly string _path;

        public FakeStream(FakeTree tree, string path)
        {
            (_tree, _path) = (tree, path);
            Write(tree.Read(path));
            Position = 0;
        }

        public override void Flush()
        {
            if (_tree.HasFile(_path)) _tree.Write(_path, ToArray());
        }

        protected override void Dispose(bool disposing)
        {
            Flush();
            base.Dispose(disposing);
        }
    }
}
