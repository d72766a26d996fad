namespace SessionPersistence.Storage;

/// <summary>Content that is in memory as a whole.</summary>
internal readonly ref struct WholeContent(ReadOnlySpan<byte> bytes) : IFileContent
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public void WriteTo(SteppedFile file) => file.Append(_bytes);
}
