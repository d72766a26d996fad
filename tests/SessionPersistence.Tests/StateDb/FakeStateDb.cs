using System.Runtime.CompilerServices;

namespace SessionPersistence.Tests.StateDb;

/// <summary>A state database in memory, which makes its messages when they are read and counts what is asked.</summary>
internal sealed class FakeStateDb : IStateDb
{
    private readonly List<StateDbSession> _sessions = [];
    private readonly Dictionary<string, Func<IEnumerable<StateDbMessage>>> _messages = [];

    public StateDbState State { get; set; } = new(StateDbCondition.Readable, "Fine.");

    /// <summary>Gets or sets what happens before a session is handed out, by its place.</summary>
    public Action<int> BeforeSession { get; set; } = static _ => { };

    /// <summary>Gets or sets what happens before a message is handed out.</summary>
    public Action<StateDbMessage> BeforeMessage { get; set; } = static _ => { };

    /// <summary>Gets how often sessions, and how often messages were asked for.</summary>
    public (int Sessions, int Messages) Questions { get; private set; }

    /// <summary>Adds a session with messages of the user.</summary>
    public FakeStateDb With(string id, params string[] texts) =>
        With(Row(id) with { Messages = texts.Length }, () => texts.Select(SessionMessage.User));

    public FakeStateDb With(StateDbSession row, Func<IEnumerable<SessionMessage>>? messages = null)
    {
        _sessions.Add(row);
        _messages[row.Id] = () =>
            (messages?.Invoke() ?? []).Select(message => new StateDbMessage(SessionId.Parse(row.Id), message));
        return this;
    }

    public static StateDbSession Row(string id) => new() { Id = id, Title = $"t-{id}" };

    public Task<StateDbState> InspectAsync(CancellationToken cancellationToken = default) => Task.FromResult(State);

    public Task<IReadOnlySet<SessionId>?> FindSessionsAsync(
        IReadOnlyCollection<SessionId> sessions, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlySet<SessionId>?>(State.Condition
            == StateDbCondition.Readable ? sessions.Where(id => _messages.ContainsKey(id.Value)).ToHashSet() : null);

    public IAsyncEnumerable<StateDbSession> ReadSessionsAsync(
        IReadOnlyCollection<SessionId>? only = null, CancellationToken cancellationToken = default)
    {
        Questions = Questions with { Sessions = Questions.Sessions + 1 };
        return Sessions().ToAsyncEnumerable();

        IEnumerable<StateDbSession> Sessions()
        {
            for (var i = 0; i < _sessions.Count; i++)
            {
                if (only is not null && !only.Any(id => id.Value == _sessions[i].Id)) continue;

                BeforeSession(i);
                yield return _sessions[i];
            }
        }
    }

    public async IAsyncEnumerable<StateDbMessage> ReadMessagesAsync(
        IReadOnlyCollection<SessionId> sessions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Questions = Questions with { Messages = Questions.Messages + 1 };
        foreach (var message in sessions.SelectMany(id => _messages[id.Value]()))
        {
            // As from a network: the next one comes later.
            await Task.Yield();
            BeforeMessage(message);
            yield return message;
        }
    }
}
