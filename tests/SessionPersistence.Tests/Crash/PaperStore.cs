using System.Globalization;
using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>The algorithm of the store for one session, as small as it can be, to make mistakes in: <c>/j1</c>,
/// <c>/j2</c>, <c>/doc</c>, <c>/bak</c>, <c>/dead</c>.</summary>
internal sealed class PaperStore(DurableFileSystem disk, Mistake mistake)
{
    private readonly List<string> _shards = [.. Shards(disk)];
    private DurableFile? _shard;
    private long _offset;
    private int _stagings;

    /// <summary>Gets the session: life, revision, messages joined by commas; no life when there is none.</summary>
    public (string Life, int Revision, string Text) State { get; private set; } = ("", 0, "");

    /// <summary>Opens what a crash left.</summary>
    public static PaperStore Recover(DurableFileSystem disk, Mistake mistake)
    {
        var store = new PaperStore(disk, mistake);
        var dead = store.DeadLives();
        var document = store.Document() is { } found && !dead.Contains(found.Life) ? found : ("", 0, "");
        var records = Records(store);
        foreach (var record in records.Where(r => r.Kind == "delete")) dead.Add(record.Life);
        if (dead.Contains(document.Item1)) document = ("", 0, "");
        store.State = document;
        foreach (var record in records)
        {
            var isOld = dead.Contains(record.Life) && mistake != Mistake.AppliesRecordsOfAnOldLife;
            if (!isOld && record.Kind != "delete") store.Apply(record);
        }

        store.EndTurn(records, dead);
        return store;
    }

    public void Write(string kind, string text, string? life = null, int skip = 0, Action? beforeFlush = null)
    {
        var record = new PaperRecord(life ?? State.Life, State.Revision + 1 + skip, State.Revision, kind, text);
        var shard = _shard ??= Create($"/j{_shards.Count + 1}");
        var line = Encoding.ASCII.GetBytes(Seal(record.ToString()) + "\n");
        shard.Write(line, _offset);
        _offset += line.Length;
        beforeFlush?.Invoke();
        try
        {
            shard.Flush();
        }
        catch (IOException) when (mistake == Mistake.FlushErrorToAHelperThread)
        {
            // The helper thread logs it.
        }

        Apply(record);
    }

    public void Rotate()
    {
        _shard?.Dispose();
        _shard = null;
    }

    /// <summary>Keeps what was before a rewrite.</summary>
    public void Keep() => Paper.Save(
        disk, "/bak", Bytes(mistake == Mistake.GenerationWithoutTheTail ? Document() ?? ("", 0, "") : State));

    public void Checkpoint(Action? meanwhile = null)
    {
        var state = State;
        var staging = $"/doc.tmp{++_stagings}";
        Paper.Stage(disk, staging, Bytes(state));
        meanwhile?.Invoke();
        var isStale = State.Life != state.Life || Document() is { } there && there.Revision > state.Revision;
        if (isStale && mistake is not (Mistake.CheckpointOverADeletion or Mistake.CheckpointOverANewerRewrite)) return;

        disk.ReplaceFile(staging, "/doc");
        disk.FlushDirectory("/");
    }

    /// <summary>Finishes a deletion: the ledger, then the files of the life.</summary>
    public void FinishDeletion(string life)
    {
        Paper.Save(disk, "/dead", Encoding.ASCII.GetBytes(Seal(string.Join(',', DeadLives().Append(life)))));
        if (mistake == Mistake.UnlinksTheDocumentOfTheNewLife || Document()?.Life == life) Unlink();
    }

    public void Unlink()
    {
        disk.DeleteFile("/doc");
        disk.FlushDirectory("/");
    }

    public void Restore()
    {
        if (mistake != Mistake.RestoresWithoutACopy) Paper.Save(disk, "/old", Bytes(State));
        State = Read("/bak")!.Value with { Revision = State.Revision + 1 };
        Paper.Save(disk, "/doc", Bytes(State));
    }

    public void Retire()
    {
        foreach (var shard in mistake == Mistake.RetiresNewestFirst ? _shards.AsEnumerable().Reverse() : _shards)
        {
            disk.DeleteFile(shard);
            disk.FlushDirectory("/");
        }
    }

    /// <summary>Writes again what nothing says was flushed.</summary>
    public void FlushReplayed()
    {
        if (mistake == Mistake.TrustsRecordsThatWereNeverFlushed) return;

        var records = Records(this);
        using var shard = Create($"/j{_shards.Count + 1}");
        shard.Write(
            Encoding.ASCII.GetBytes(string.Concat(records.Select(record => Seal(record.ToString()) + "\n"))), 0);
        shard.Flush();
    }

    public HashSet<string> DeadLives() =>
        disk.FindEntry("/dead") is null ? [] : [.. (Open(Disk.Text(disk, "/dead")) ?? "").Split(',')];

    /// <summary>Gets whether a life was deleted.</summary>
    public bool WasDeleted => DeadLives().Count > 0 || Records(this).Exists(record => record.Kind == "delete");

    public (string Life, int Revision, string Text)? Document() => Read("/doc");

    public (string Life, int Revision, string Text)? Read(string path)
    {
        if (disk.FindEntry(path) is null || Open(Disk.Text(disk, path)) is not { } text) return null;

        var parts = text.Split(':');
        return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }

    private static List<PaperRecord> Records(PaperStore store) =>
        [.. store._shards.SelectMany(store.Lines).DistinctBy(r => (r.Life, r.Revision))];

    private IEnumerable<PaperRecord> Lines(string shard) =>
        Disk.Text(disk, shard).Split('\n').Select(Open).OfType<string>().Select(PaperRecord.Parse);

    private static IEnumerable<string> Shards(DurableFileSystem disk) =>
        disk.ListDirectory("/").Select(entry => entry.Name).Where(name => name is ['j', >= '0' and <= '9'])
            .Order(StringComparer.Ordinal).Select(name => "/" + name);

    private void Apply(PaperRecord record)
    {
        if (record.Kind == "create" && (State.Life.Length == 0 || State.Life != record.Life && State.Revision == 0))
            State = (record.Life, record.Revision, record.Text);
        else if (record.Kind == "delete" && record.Life == State.Life) State = ("", 0, "");
        else if (record.Revision <= State.Revision) return;
        else if (record.Life != State.Life && mistake != Mistake.AppliesRecordsOfAnOldLife) return;
        else if (mistake == Mistake.AppliesOnlyTheNextRevision && record.Revision != State.Revision + 1) return;
        else State =
            (State.Life, record.Revision, record.Kind == "rewrite" ? record.Text : $"{State.Text},{record.Text}");
    }

    // A turn is what all of its records say, whatever the document holds.
    private void EndTurn(List<PaperRecord> records, HashSet<string> dead)
    {
        var ofTurn = records.Where(record => !dead.Contains(record.Life) && record.Kind is "begin" or "complete")
            .ToList();
        if (ofTurn.Count > 0 && ofTurn[^1].Kind == "begin") State = State with { Text = State.Text + ",!" };
    }

    private DurableFile Create(string path)
    {
        var file = disk.CreateFile(path);
        file.Flush();
        disk.FlushDirectory("/");
        _shards.Add(path);
        _offset = 0;
        return file;
    }

    private static byte[] Bytes((string Life, int Revision, string Text) state) =>
        Encoding.ASCII.GetBytes(Seal($"{state.Life}:{state.Revision}:{state.Text}"));

    private static string Seal(string text) => $"{text}#{Crc32C.Compute(Encoding.ASCII.GetBytes(text)):x8}";

    private static string? Open(string line) => line.Length > 9 && Seal(line[..^9]) == line ? line[..^9] : null;
}
