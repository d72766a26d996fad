using System.Buffers;

namespace SessionPersistence.Documents;

/// <summary>A buffer that is written, read and used again.</summary>
/// <param name="largestKept">What it keeps when it is cleared: what one large text needed is not kept for all the small
/// ones behind it.</param>
internal sealed class ByteBuffer(int largestKept = 64 * 1024) : IBufferWriter<byte>
{
    private byte[] _bytes = [];

    /// <summary>Gets how many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>Gets what was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > largestKept) _bytes = [];
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int count)
    {
        var needed = checked(Length + Math.Max(count, 1));
        if (needed > _bytes.Length) Array.Resize(
            ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(256, 2L * _bytes.Length))));
    }
}
