using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Support;

/// <summary>Passes every call on, writes it down, and fails those it is told to.</summary>
/// <remarks>A call is a verb and a path relative to the root; the nonce of a staging name reads <c>*</c>.</remarks>
internal sealed class RecordingFileSystem(DurableFileSystem inner, string root) : DurableFileSystem
{
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private readonly List<string> _lookups = [];

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    /// <summary>Gets the calls that only look at names.</summary>
    public IReadOnlyList<string> Lookups
    {
        get
        {
            lock (_gate) return [.. _lookups];
        }
    }

    /// <summary>Gets or sets what a call throws, before it does anything.</summary>
    public Func<string, Exception?> Fault { get; set; } = static _ => null;

    public bool HasHardLinks { get; set; } = true;

    public bool HasLocks { get; set; } = true;

    public bool PublishOverwrites { get; set; }

    public override FileSystemCapabilities Capabilities => inner.Capabilities;

    public override bool CreateDirectory(string path, FileOwnership? ownership = null)
    {
        Record("create directory", path);
        return inner.CreateDirectory(path, ownership);
    }

    public override void FlushDirectory(string path)
    {
        Record("flush directory", path);
        inner.FlushDirectory(path);
    }

    public override IReadOnlyList<FileSystemEntry> ListDirectory(string path)
    {
        lock (_gate) _lookups.Add(Call("list", path));
        return inner.ListDirectory(path);
    }

    public override FileSystemEntry? FindEntry(string path)
    {
        lock (_gate) _lookups.Add(Call("find", path));
        return inner.FindEntry(path);
    }

    public override DurableFile CreateFile(string path, FileOwnership? ownership = null)
    {
        Record("create", path);
        return new RecordingFile(this, inner.CreateFile(path, ownership), path);
    }

    public override DurableFile OpenFile(string path)
    {
        Record("open", path);
        return new RecordingFile(this, inner.OpenFile(path), path);
    }

    public override void ReplaceFile(string sourcePath, string destinationPath)
    {
        Record("replace", destinationPath);
        inner.ReplaceFile(sourcePath, destinationPath);
    }

    public override bool TryPublishFile(string sourcePath, string destinationPath)
    {
        Record("publish", destinationPath);
        if (!PublishOverwrites) return inner.TryPublishFile(sourcePath, destinationPath);

        inner.ReplaceFile(sourcePath, destinationPath);
        return true;
    }

    public override bool TryLinkFile(string sourcePath, string destinationPath)
    {
        Record("link", destinationPath);
        return HasHardLinks && inner.TryLinkFile(sourcePath, destinationPath);
    }

    public override void DeleteFile(string path)
    {
        Record("delete", path);
        inner.DeleteFile(path);
    }

    public override DurableLock? TryLock(string path)
    {
        Record("lock", path);
        return HasLocks ? inner.TryLock(path) : new NoLock();
    }

    public override long? GetFreeBytes(string directory) => inner.GetFreeBytes(directory);

    private void Record(string verb, string path)
    {
        var call = Call(verb, path);
        lock (_gate) _calls.Add(call);
        if (Fault(call) is { } fault) throw fault;
    }

    private string Call(string verb, string path)
    {
        var name = Path.GetRelativePath(root, path).Replace('\\', '/');
        if (StagingFile.IsStaging(Path.GetFileName(path))) name = $"{name[..^"0123456789ab.tmp".Length]}*.tmp";
        return $"{verb} {name}";
    }

    private sealed class RecordingFile(RecordingFileSystem owner, DurableFile inner, string path) : DurableFile
    {
        public override long Length => inner.Length;

        public override int Read(Span<byte> buffer, long offset) => inner.Read(buffer, offset);

        public override void Write(ReadOnlySpan<byte> buffer, long offset)
        {
            owner.Record("write", path);
            inner.Write(buffer, offset);
        }

        public override void SetLength(long length) => inner.SetLength(length);

        public override void Flush()
        {
            owner.Record("flush", path);
            inner.Flush();
        }

        public override long? FindLengthByName()
        {
            lock (owner._gate) owner._lookups.Add(owner.Call("find", path));
            return inner.FindLengthByName();
        }

        protected override void Dispose(bool disposing) => inner.Dispose();
    }

    // What a file system without locks gives to everybody who asks.
    private sealed class NoLock : DurableLock
    {
        public override bool IsInPlace() => true;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
