using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace SessionPersistence.Testing.Disk;

/// <summary>The text of a disk, for people and for comparison.</summary>
internal sealed class DiskDump(
    DiskState state,
    Func<FileNode, PagedBytes> contentOf,
    Func<DirectoryNode, ImmutableSortedDictionary<string, NodeName>> namesOf)
{
    private const int LineLength = 160;

    private readonly StringBuilder _text = new();

    /// <summary>Writes what readers see.</summary>
    public static string OfVisible(DiskState state) =>
        new DiskDump(state, file => file.Visible, directory => directory.Visible).Write();

    /// <summary>Writes what the device keeps.</summary>
    public static string OfDurable(DiskState state) =>
        new DiskDump(state, file => file.Durable, directory => directory.Durable).Write();

    private string Write()
    {
        Write(DiskState.Root, "/");
        return _text.ToString();
    }

    private void Write(ulong directory, string prefix)
    {
        foreach (var (name, named) in namesOf(state.Directories[directory]))
        {
            _text.Append(prefix).Append(name);
            if (named.IsDirectory)
            {
                _text.Append("/\n");
                Write(named.Id, prefix + name + "/");
            }
            else if (named.Target is { } target)
            {
                _text.Append(" -> ").Append(target).Append('\n');
            }
            else
            {
                Write(contentOf(state.Files[named.Id]));
            }
        }
    }

    private void Write(PagedBytes content)
    {
        _text.Append(CultureInfo.InvariantCulture, $" {content.Length} bytes\n");
        var bytes = content.ToArray().AsSpan();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n') + 1;
            var line = bytes[..(end > 0 ? end : bytes.Length)];
            var blank = bytes.IndexOfAnyExcept((byte)'\n') is var text and >= 0 ? text : bytes.Length;
            if (blank > 2)
            {
                _text.Append(CultureInfo.InvariantCulture, $"  ({blank} newlines)\n");
                bytes = bytes[blank..];
                continue;
            }

            _text.Append("  ");
            Write(line);
            _text.Append('\n');
            bytes = bytes[line.Length..];
        }
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        for (var at = 0; at < line.Length;)
        {
            var run = line[at..].IndexOfAnyExcept(line[at]) is var end and >= 0 ? end : line.Length - at;
            var shown = run > LineLength ? 1 : run;
            for (var n = 0; n < shown; n++)
                Write(line[at]);
            if (shown < run)
                _text.Append(CultureInfo.InvariantCulture, $"(x{run})");
            at += run;
        }
    }

    private void Write(byte value) => _ = value switch
    {
        (byte)'\n' => _text.Append("\\n"),
        (byte)'\\' => _text.Append("\\\\"),
        >= 0x20 and < 0x7f => _text.Append((char)value),
        _ => _text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
    };
}
