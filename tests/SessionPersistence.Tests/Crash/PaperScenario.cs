using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>What a scenario on paper works with. It notes every state that it asks for: after a crash, one of those
/// from the last acknowledged on must be there.</summary>
internal sealed class PaperScenario(CrashRun run, Mistake mistake)
{
    private const string None = "none";

    public CrashFileSystem Disk => run.FileSystem;

    public PaperStore Store { get; private set; } = new(run.FileSystem, mistake);

    /// <summary>Sets that files of the session must be gone from here on.</summary>
    public bool Gone
    {
        set => run.Acknowledge(value ? "gone" : "");
    }

    public static IReadOnlyList<string> Judge(CrashFileSystem disk, CrashPoint point, Mistake mistake)
    {
        var store = PaperStore.Recover(disk, mistake);
        var seen = store.State.Life.Length == 0 ? None : store.State.Text;
        string[] sent = [None, .. point.Sent.Cast<string>()];
        var acknowledged = point.Acknowledged.Cast<string>().LastOrDefault(note => note != "gone") ?? None;
        var least = Array.LastIndexOf(sent, acknowledged);
        List<string> wrong = [];
        if (!sent.Skip(least).Contains(seen))
            wrong.Add($"'{seen}' is not one of {string.Join(" | ", sent.Skip(least))}");
        var before = sent[Math.Max(0, Array.IndexOf(sent, seen, least) - 1)];
        var isLoss = seen != None && before != None && !before.EndsWith('!')
            && !seen.StartsWith(before, StringComparison.Ordinal);
        if (isLoss && store.Read("/bak")?.Text != before && store.Read("/old")?.Text != before)
            wrong.Add($"'{seen}' was '{before}', and no generation holds that");
        if (seen == None && sent.Length > 1 && acknowledged != None && !store.WasDeleted)
            wrong.Add("the session is gone, and nothing says that it was deleted");
        if (point.Acknowledged.Contains("gone") && disk.FindEntry("/doc") is not null)
            wrong.Add("a document of the deleted life is there");
        return wrong;
    }

    public void Write(string kind, string text, string? life = null, int skip = 0, Action? beforeFlush = null)
    {
        var after = kind switch
        {
            "create" or "rewrite" => text,
            "delete" => None,
            _ => $"{Store.State.Text},{text}",
        };
        run.Send(after);
        if (kind == "begin") run.Send(after + ",!");
        var store = Store;
        store.Write(kind, text, life ?? (store.State.Life.Length > 0 ? store.State.Life : "L1"), skip, beforeFlush);
        if (ReferenceEquals(store, Store)) run.Acknowledge(after);
    }

    /// <summary>The next owner shows what it can read: from then on it must stay.</summary>
    public void KillAndRecover()
    {
        Store = PaperStore.Recover(Disk, mistake);
        Store.FlushReplayed();
        run.Acknowledge(Store.State.Text);

        // The former owner is dead: its flush never comes.
        Disk.IgnoreFlush(CrashOperationKind.Flush);
    }

    /// <summary>Deletes by a tombstone and the file, in one order or the other.</summary>
    public void DeleteByTombstone()
    {
        run.Send(None);
        if (mistake == Mistake.DeletesBeforeTheTombstone) Store.Unlink();
        Store.FinishDeletion("L1");
        run.Acknowledge(None);
    }

    /// <summary>Brings the generation back; what it takes the place of is kept first.</summary>
    public void Restore()
    {
        var kept = Store.Read("/bak")!.Value.Text;
        run.Send(kept);
        Store.Restore();
        run.Acknowledge(kept);
    }
}
