using CrashAndRecover.Oracle;
using SessionPersistence;

namespace CrashAndRecover.Parent;

/// <summary>Reads all that a store shows, through its public interface, and compares its answers with each other.</summary>
internal sealed class StoreReader(ISessionStore store)
{
    private readonly Dictionary<string, FoundSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<Violation> _contradictions = [];

    /// <param name="expectedIds">The ids to try although no list names them.</param>
    public async Task<StorePicture> ReadAsync(IEnumerable<string> expectedIds)
    {
        var listed = await ListAsync();
        foreach (var id in listed.Keys.Union(expectedIds)) await LoadAsync(id, listed.GetValueOrDefault(id));
        await foreach (var turn in store.ListOpenTurnsAsync()) Contradict(ViolationKind.NotMarked, turn.SessionId.Value, $"turn {turn.TurnId} is listed as open");
        return new(_sessions, _contradictions);
    }

    private async Task<Dictionary<string, SessionMetadata>> ListAsync()
    {
        var listed = new Dictionary<string, SessionMetadata>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await store.ListAsync(new() { Limit = 7, After = next });
            foreach (var item in page.Items.Where(item => !listed.TryAdd(item.Id.Value, item)))
            {
                Contradict(ViolationKind.Duplicated, item.Id.Value, "listed twice");
            }

            next = page.Next;
        }
        while (next is not null);
        return listed;
    }

    private async Task LoadAsync(string id, SessionMetadata? listed)
    {
        try
        {
            var session = await store.LoadAsync(SessionId.Parse(id));
            if (session is null)
            {
                if (listed is not null) Contradict(ViolationKind.WrongAnswer, id, "listed, but cannot be loaded");
                return;
            }

            _sessions.Add(id, new(id, session.Metadata.Title, session.Revision, [.. session.Messages.Select(m => new FoundMessage(m.ToString()))]));
            Compare(session, listed, await store.LoadAsync(session.Id, MessageRange.Last(3)));
        }
        catch (SessionPersistenceException e)
        {
            Contradict(ViolationKind.WrongAnswer, id, e.Message);
        }
    }

    private void Compare(Session session, SessionMetadata? listed, Session? newest)
    {
        var id = session.Id.Value;
        var count = session.Messages.Count;
        if (listed is null) Contradict(ViolationKind.WrongAnswer, id, "can be loaded, but is not listed");
        if (listed is not null && (listed.MessageCount, listed.Revision, listed.Title) != (count, session.Revision, session.Metadata.Title))
        {
            Contradict(ViolationKind.WrongAnswer, id, $"the list says {listed.MessageCount} messages, revision {listed.Revision}, '{listed.Title}'");
        }

        if (session.Metadata.MessageCount != count) Contradict(ViolationKind.WrongAnswer, id, $"{count} messages, but a count of {session.Metadata.MessageCount}");
        if (session.OpenTurn is not null || session.Metadata.OpenTurnId is not null) Contradict(ViolationKind.NotMarked, id, "has an open turn");
        if (newest is null || !newest.Messages.Select(m => m.ToString()).SequenceEqual(session.Messages.TakeLast(3).Select(m => m.ToString())))
        {
            Contradict(ViolationKind.WrongAnswer, id, "its newest three messages, loaded alone, are others");
        }
    }

    private void Contradict(ViolationKind kind, string session, string detail) => _contradictions.Add(new(kind, session, detail));
}
