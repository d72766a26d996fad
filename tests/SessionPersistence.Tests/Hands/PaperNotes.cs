using System.Text;
using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hands;

/// <summary>The smallest store that keeps L12: one file of lines, each a JSON object, and one way to get it
/// wrong.</summary>
internal sealed class PaperNotes : IDisposable
{
    public const string Root = "/paper";
    private const string Path = $"{Root}/notes.jsonl";
    private readonly CrashFileSystem _disk;
    private readonly HandsMistake _mistake;
    private readonly List<string> _lines = [];
    private readonly List<string> _named = [];
    private DurableFile? _file;
    private bool _mayWrite = true;
    private ulong _id;
    private long _length;

    public PaperNotes(CrashFileSystem disk, HandsMistake mistake)
    {
        (_disk, _mistake) = (disk, mistake);
        Open();
    }

    /// <summary>Gets the texts.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Gets the names of files that hold what is not shown, or that could not be read.</summary>
    public IEnumerable<string> Named => _named;

    /// <summary>Adds a text; it stands in the file under its name when this returns true.</summary>
    public bool TryAdd(string text)
    {
        if (!_mayWrite) return false;

        try
        {
            if (_file is null) WriteAnew();
            var bytes = Encoding.UTF8.GetBytes($$"""{"text":"{{text}}"}""" + "\n");
            _file!.Write(bytes, _file.Length);
            _file.Flush();
            if (_mistake != HandsMistake.AcknowledgesIntoAFileThatIsGone && !IsStillThere(bytes.Length)) return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        _lines.Add(text);
        return true;
    }

    public void Dispose() => _file?.Dispose();

    private bool IsStillThere(int added)
    {
        var entry = _disk.FindEntry(Path);
        if (entry?.FileId != _id || entry?.Length != _length + added) return false;

        _length += added;
        return true;
    }

    private void Open()
    {
        _disk.CreateDirectory(Root);
        var old = "";
        try
        {
            old = _disk.FindEntry(Path) is null ? "" : Read(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not now: nothing is written over what could not be read.
            _named.Add(Path);
            _mayWrite = _mistake == HandsMistake.TakesAPassingErrorForDamage;
            if (!_mayWrite) return;
        }

        NameOthers();
        // A file that is not there may be away for a moment: none is made before there is something to say.
        if (old.Length == 0 && _mistake != HandsMistake.TakesAPassingErrorForDamage) return;

        var lines = old.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TextOf).ToList();
        var givesUp = _mistake == HandsMistake.WritesOverADamagedFile && lines.Contains(null);
        if (!givesUp) _lines.AddRange(lines.OfType<string>().Distinct());
        if (Text() != old && !givesUp) KeepDamaged(old);
        WriteAnew();
    }

    // What the file has that is no line of ours goes to a file of its own before the file is written anew.
    private void KeepDamaged(string old)
    {
        var kept = $"{Root}/kept.{_disk.ListDirectory(Root).Count}";
        using var file = _disk.CreateFile(kept);
        file.Write(Encoding.UTF8.GetBytes(old), 0);
        file.Flush();
        _named.Add(kept);
    }

    private void WriteAnew()
    {
        _disk.DeleteFile(Path + ".tmp");
        _file = _disk.CreateFile(Path + ".tmp");
        _file.Write(Encoding.UTF8.GetBytes(Text()), 0);
        _file.Flush();
        _disk.ReplaceFile(Path + ".tmp", Path);
        _disk.FlushDirectory(Root);
        (_id, _length) = (_disk.FindEntry(Path)!.Value.FileId, _file.Length);
    }

    private void NameOthers()
    {
        if (_mistake == HandsMistake.NamesNoOtherFile) return;

        _named.AddRange(_disk.ListDirectory(Root).Select(entry => $"{Root}/{entry.Name}").Where(name => name != Path));
    }

    private string Text() => string.Concat(_lines.Select(text => $$"""{"text":"{{text}}"}""" + "\n"));

    private string? TextOf(string line)
    {
        if (_mistake == HandsMistake.ShowsWhatNobodySaid) return line.Replace("[a1]", "[a9]", StringComparison.Ordinal);

        var isWhole = line.StartsWith("{\"text\":\"", StringComparison.Ordinal)
            && line.EndsWith("\"}", StringComparison.Ordinal);
        return isWhole && line[9..^2].AsSpan().IndexOfAny('"', '\0') < 0 ? line[9..^2] : null;
    }

    private string Read(string path)
    {
        using var file = _disk.OpenFile(path);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return Encoding.UTF8.GetString(bytes);
    }
}
