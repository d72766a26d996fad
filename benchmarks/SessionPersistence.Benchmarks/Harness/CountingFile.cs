using SessionPersistence.Storage;

namespace SessionPersistence.Benchmarks.Harness;

/// <summary>A new file of a <see cref="CountingFileSystem"/>.</summary>
internal sealed class CountingFile(DurableFile file, string path, WriteCounter counter) : DurableFile
{
    private readonly FilePurpose _purpose = FilePurposes.Of(path);

    public override long Length => file.Length;

    public override int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

    public override void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        file.Write(buffer, offset);
        counter.Wrote(_purpose, buffer);
    }

    public override void SetLength(long length) => file.SetLength(length);

    public override void Flush()
    {
        file.Flush();
        counter.Flushed(_purpose);
    }

    public override long? FindLengthByName() => file.FindLengthByName();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
    }
}
