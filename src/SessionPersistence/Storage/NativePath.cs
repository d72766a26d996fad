using System.Text;

namespace SessionPersistence.Storage;

/// <summary>A path as the system takes it, made once for a name that is looked at again and again.</summary>
internal sealed class NativePath(string path)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>Gets the path.</summary>
    public string Text { get; } = path;

    /// <summary>Gets the first of its bytes; a NUL ends them.</summary>
    public ref readonly byte Utf8 => ref _utf8[0];
}
