namespace SessionPersistence.Storage;

/// <summary>A file that is written and flushed in steps, so that a flush of the journal never waits long for a large
/// one.</summary>
internal sealed class SteppedFile(DurableFile file)
{
    /// <summary>The most that is on its way between two flushes, in bytes.</summary>
    public const int StepBytes = 1024 * 1024;

    private long _length;

    /// <summary>Gets what the device said when a flush failed; nothing is written after that.</summary>
    public IOException? Refusal { get; private set; }

    /// <summary>Appends bytes: durable when it returns, unless the device <see cref="Refusal">refused</see>.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        do
        {
            if (Refusal is not null) return;

            var step = bytes[..Math.Min(StepBytes, bytes.Length)];
            file.Write(step, _length);
            _length += step.Length;
            bytes = bytes[step.Length..];
            Flush();
        }
        while (bytes.Length > 0);
    }

    private void Flush()
    {
        try
        {
            file.Flush();
        }
        catch (IOException exception)
        {
            Refusal = exception;
        }
    }
}
