using CrashAndRecover.Oracle;
using SessionPersistence;

namespace CrashAndRecover.Parent;

/// <summary>Reads all that a store shows, through its public interface, and compares its answers with each
/// other.</summary>
internal sealed class StoreReader(ISessionStore store)
{
    private readonly Dictionary<string, FoundSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<Violation> _contradictions = [];

    /// <param name="expectedIds">The ids to try although no list names them.</param>
    public async Task<StorePicture> ReadAsync(IEnumerable<string> expectedIds)
    {
        var listed = await ListAsync();
        foreach (var id in listed.Keys.Union(expectedIds)) await LoadAsync(id, listed.GetValueOrDefault(id));
        await foreach (var turn in store.ListOpenTurnsAsync())
        {
            Contradict(ViolationKind.NotMarked, turn.SessionId.Value, $"turn {turn.TurnId} is listed as open");
        }

        return new(_sessions, _contradictions);
    }

    private async Task<Dictionary<string, SessionMetadata>> ListAsync()
    {
        var listed = new Dictionary<string, SessionMetadata>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await store.ListAsync(new() { Limit = 7, ContinuationToken = next });
            foreach (var item in page.Items.Where(item => !listed.TryAdd(item.Id.Value, item)))
            {
                Contradict(ViolationKind.Duplicated, item.Id.Value, "listed twice");
            }

            next = page.ContinuationToken;
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

            var messages = session.Messages.Select(m => new FoundMessage(m.ToString()));
            _sessions.Add(id, new(id, session.Metadata.Title, session.Revision, [.. messages]));
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
        if (session.OpenTurn is not null || session.Metadata.OpenTurnId is not null)
        {
            Contradict(ViolationKind.NotMarked, id, "has an open turn");
        }

        if (session.Metadata.MessageCount != count)
            Contradict(ViolationKind.WrongAnswer, id, "its count of messages is wrong");
        if (listed is null) Contradict(ViolationKind.WrongAnswer, id, "can be loaded, but is not listed");
        else if (Head(listed) != Head(session.Metadata))
            Contradict(ViolationKind.WrongAnswer, id, $"is listed as {Head(listed)}");
        if (newest is null || !Texts(newest.Messages).SequenceEqual(Texts(session.Messages.TakeLast(3))))
        {
            Contradict(ViolationKind.WrongAnswer, id, "its newest three messages, loaded alone, are others");
        }
    }

    private static (int Count, long Revision, string? Title) Head(SessionMetadata m) =>
        (m.MessageCount, m.Revision, m.Title);

    private static IEnumerable<string> Texts(IEnumerable<SessionMessage> messages) =>
        messages.Select(m => m.ToString());

    private void Contradict(ViolationKind kind, string session, string detail) =>
        _contradictions.Add(new(kind, session, detail));
}
