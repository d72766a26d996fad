using System.Runtime.CompilerServices;

namespace SessionPersistence.Testing;

/// <summary>What every <see cref="ISessionStore"/> does, as cases that any test framework can run.</summary>
/// <example>
/// <code>
/// [Theory]
/// [MemberData(nameof(Cases))]
/// public Task My_store_conforms(ConformanceCase test) => test.RunAsync(() => new MyStore(_database));
/// </code>
/// </example>
public static partial class SessionStoreConformance
{
    /// <summary>Gets all cases, in a stable order.</summary>
    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. Opening(), .. Messages(), .. Metadata(), .. Appends(), .. Repeats(), .. WriteResults(), .. Rewrites(),
        .. Turns(), .. TurnEndings(), .. Stopping(), .. TurnIds(), .. TurnMessages(), .. TurnRepeats(), .. Lives(),
        .. Deletions(), .. Lists(), .. Queries(), .. Moves(), .. Misuse(),
    ];

    private static ConformanceCase Case(
        Func<StoreUnderTest, Task> body, [CallerArgumentExpression(nameof(body))] string name = "") =>
        new(name, body);

    private static ConformanceCase Case(
        Func<ISessionStore, Task> body, [CallerArgumentExpression(nameof(body))] string name = "") =>
        new(name, tested => body(tested.Store));

    private static SessionId SomeId { get; } = SessionId.Parse("conformance-1");

    private static Task<Session> CreateAsync(ISessionStore store, params string[] texts) =>
        store.CreateAsync(new() { Messages = [.. texts.Select(SessionMessage.User)] });

    private static async Task<Session> LoadAsync(ISessionStore store, SessionId id) =>
        Expect.NotNull(await store.LoadAsync(id).ConfigureAwait(false));

    private static async Task<SessionMetadata> LoadMetadataAsync(ISessionStore store, SessionId id) =>
        Expect.NotNull(await store.LoadMetadataAsync(id).ConfigureAwait(false));

    private static Task<Turn> BeginAsync(ISessionStore store, SessionId id, string? turnId = null) =>
        store.BeginTurnAsync(
            id, [SessionMessage.User("question")], new() { TurnId = turnId is null ? null : TurnId.Parse(turnId) });

    private static async Task<List<OpenTurn>> OpenTurnsAsync(ISessionStore store)
    {
        var turns = new List<OpenTurn>();
        await foreach (var turn in store.ListOpenTurnsAsync().ConfigureAwait(false)) turns.Add(turn);
        return turns;
    }

    private static IEnumerable<string> Texts(Session session) => session.Messages.Select(message => message.Text);

    private static string WithoutId(SessionMessage message)
    {
        var id = $"\"message_id\":\"{message.Id}\"";
        return message.ToString().Replace("," + id, "", StringComparison.Ordinal)
            .Replace(id, "", StringComparison.Ordinal);
    }
}
