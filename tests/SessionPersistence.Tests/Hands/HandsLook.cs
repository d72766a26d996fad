using SessionPersistence.Testing;
using SessionPersistence.Tests.Crash;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hands;

/// <summary>What one process shows of a directory, and what it tells about it.</summary>
internal sealed class HandsLook
{
    /// <summary>Gets the marks of each session that can be loaded, in order.</summary>
    public SortedDictionary<string, IReadOnlyList<string>> Sessions { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets what findings and errors say.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Gets why the store did not open; <see langword="null"/> when it did.</summary>
    public string? Refusal { get; private set; }

    public IEnumerable<string> Shown => Sessions.Values.SelectMany(marks => marks);

    /// <summary>Opens a store and looks.</summary>
    public static async Task<(FileSessionStore Store, HandsLook Look)> OpenAsync(
        CrashFileSystem disk, TimeSpan clock, CheckMeters meters, IEnumerable<string> ids)
    {
        var time = new SteppedTime();
        time.SetClockBack(-clock);
        var store = HandsHost.NewStore(disk, time, meters);
        var look = new HandsLook();
        try
        {
            var report = await store.OpenAsync();
            look.Told.AddRange(report.Findings.Where(Findings.Tells).Select(Findings.TextOf));
        }
        catch (SessionPersistenceException e)
        {
            look.Refusal = e.Message;
            return (store, look);
        }

        await look.LoadAsync(store, ids);
        return (store, look);
    }

    /// <summary>Returns the words in which the names of sessions and files can be looked for.</summary>
    public static string TextOf(StoreIssue issue) =>
        $"{issue.Kind} <{issue.SessionId}> {issue.Detail} {issue.Exception?.Message}";

    /// <summary>Looks again, with the same process.</summary>
    public static async Task<HandsLook> AgainAsync(FileSessionStore store, IEnumerable<string> ids)
    {
        var look = new HandsLook();
        await look.LoadAsync(store, ids);
        return look;
    }

    private async Task LoadAsync(FileSessionStore store, IEnumerable<string> ids)
    {
        var all = new SortedSet<string>(ids, StringComparer.Ordinal);
        try
        {
            all.UnionWith((await store.ListAsync(new() { Limit = 100 })).Items.Select(item => item.Id.Value));
        }
        catch (SessionPersistenceException e)
        {
            Told.Add($"list: {e.Message}");
        }

        foreach (var id in all) await LoadAsync(store, id);
        Told.AddRange(store.Health.Issues.Select(TextOf));
    }

    private async Task LoadAsync(FileSessionStore store, string id)
    {
        try
        {
            if (await store.LoadAsync(SessionId.Parse(id)) is { } session)
                Sessions[id] = [.. session.Messages.SelectMany(message => Marks.In(message.Text))];
        }
        catch (SessionCorruptException e)
        {
            Told.Add($"<{id}> {e.Message}");
        }
        catch (StoreUnavailableException e)
        {
            // What passes must be shown again; of what does not, each call says why.
            Told.Add($"<{id}> {e.Message}");
        }
        catch (SessionPersistenceException)
        {
            // Not shown now; whether anything says so is another question.
        }
    }
}
