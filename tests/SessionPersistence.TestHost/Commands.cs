using System.Globalization;

namespace SessionPersistence.TestHost;

/// <summary>Carries out commands: <c>create id</c>, <c>append id text</c>, <c>begin id text</c>, <c>texts
/// id</c>.</summary>
/// <remarks>An answer is <c>done</c> and what there is to say, or <c>failed</c> and the error: its type, and its
/// outcome or message.</remarks>
internal sealed class Commands(FileSessionStore store)
{
    public async Task<string> RunAsync(string command)
    {
        try
        {
            return $"done {await AnswerAsync(command.Split(' ', 3))}";
        }
        catch (SessionWriteException e)
        {
            return $"failed {nameof(SessionWriteException)} {e.Outcome}";
        }
        catch (SessionPersistenceException e)
        {
            return $"failed {e.GetType().Name} {e.Message}";
        }
    }

    private async Task<string> AnswerAsync(string[] words)
    {
        if (words[0] == "open")
        {
            await store.OpenAsync();
            return Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }

        var id = SessionId.Parse(words[1]);
        return words[0] switch
        {
            "create" => (await store.CreateAsync(new() { Id = id })).Id.Value,
            "append" => Text((await store.AppendAsync(id, [SessionMessage.User(words[2])])).Revision),
            "begin" => (await store.BeginTurnAsync(id, [SessionMessage.User(words[2])])).Id.Value,
            "texts" => string.Join('|', (await store.LoadAsync(id))?.Messages.Select(message => message.Text) ?? []),
            _ => throw new ArgumentException($"No such command: {words[0]}", nameof(words)),
        };
    }

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
