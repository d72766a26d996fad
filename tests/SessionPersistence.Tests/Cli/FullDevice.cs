namespace SessionPersistence.Tests.Cli;

/// <summary>Takes text and fails to write it out, as a buffer in front of a full disk does.</summary>
internal sealed class FullDevice : StringWriter
{
    public override void Flush() => throw new IOException("No space left on device");
}
