using System.Runtime.CompilerServices;
using SessionPersistence;

namespace ChatServer;

/// <summary>A model that needs no key: it says again what it was told, one word at a time.</summary>
internal sealed class Parrot : IChatModel
{
    public async IAsyncEnumerable<string> AnswerAsync(
        IReadOnlyList<SessionMessage> conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var word in $"You said: {conversation[^1].Text}".Split(' '))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            yield return word + " ";
        }
    }
}
