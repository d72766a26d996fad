using System.Buffers;

namespace SessionPersistence.Storage;

/// <summary>A file that is written under a name of its own, <c>.&lt;name&gt;.&lt;nonce&gt;.tmp</c>, before it takes the
/// name that it is for.</summary>
internal sealed class StagingFile
{
    private const string Suffix = ".tmp";
    private const int NonceLength = 12;

    private static readonly SearchValues<char> NonceDigits = SearchValues.Create("0123456789abcdef");

    private readonly DurableFileSystem _disk;

    private StagingFile(DurableFileSystem disk, string directory, string name)
    {
        _disk = disk;
        Path = System.IO.Path.Join(directory, NewName(name));
    }

    public string Path { get; }

    /// <summary>Returns a staging name for a name.</summary>
    public static string NewName(string name) =>
        $".{name}.{RandomHex.Create(NonceLength)}{Suffix}";

    /// <summary>Returns whether a name is one of ours: what a crash left under it is swept at the next
    /// opening.</summary>
    public static bool IsStaging(string name)
    {
        if (!name.StartsWith('.') || !name.EndsWith(Suffix, StringComparison.Ordinal)) return false;

        var body = name.AsSpan(1, Math.Max(0, name.Length - 1 - Suffix.Length));
        return body.Length > NonceLength + 1
            && body[^(NonceLength + 1)] == '.'
            && !body[^NonceLength..].ContainsAnyExcept(NonceDigits);
    }

    /// <summary>Writes a file that is durable but for its name.</summary>
    /// <returns><see langword="null"/> when a flush failed: the file is gone, and a new one may fare better.</returns>
    public static StagingFile? TryWrite<TContent>(
        DurableFileSystem disk, string directory, string name, scoped TContent content, out IOException? refusal)
        where TContent : IFileContent, allows ref struct
    {
        var staging = new StagingFile(disk, directory, name);
        try
        {
            using (var file = OwnershipRule.CreateFor(disk, directory, name, staging.Path))
                refusal = Write(file, content);
            if (refusal is null) return staging;
        }
        catch
        {
            staging.Discard();
            throw;
        }

        staging.Discard();
        return null;
    }

    /// <summary>Writes a file that is whole, but flushes nothing.</summary>
    public static StagingFile WriteUnflushed(
        DurableFileSystem disk, string directory, string name, ReadOnlySpan<byte> content)
    {
        var staging = new StagingFile(disk, directory, name);
        try
        {
            using var file = OwnershipRule.CreateFor(disk, directory, name, staging.Path);
            file.Write(content, 0);
            return staging;
        }
        catch
        {
            staging.Discard();
            throw;
        }
    }

    /// <summary>Removes it, if the disk lets it.</summary>
    public void Discard()
    {
        try
        {
            _disk.DeleteFile(Path);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            // What led here is the error to tell of; a leftover is swept and reported at the next opening.
        }
    }

    /// <returns>What the device said when a flush failed.</returns>
    private static IOException? Write<TContent>(DurableFile file, scoped TContent content)
        where TContent : IFileContent, allows ref struct
    {
        var steps = new SteppedFile(file);
        content.WriteTo(steps);
        return steps.Refusal;
    }
}
