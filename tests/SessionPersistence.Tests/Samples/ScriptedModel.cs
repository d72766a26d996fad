using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ChatServer;

namespace SessionPersistence.Tests.Samples;

/// <summary>A model that says what the test gives it, when the test gives it.</summary>
internal sealed class ScriptedModel : IChatModel
{
    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what completes when nobody listens any more.</summary>
    public Task Left => _left.Task;

    public void Say(string piece) => _pieces.Writer.TryWrite(piece);

    public void End() => _pieces.Writer.TryComplete();

    /// <summary>Waits until whoever listens has taken a piece, and asks for the next.</summary>
    public Task Heard() => _asked.WaitAsync();

    public async IAsyncEnumerable<string> AnswerAsync(
        IReadOnlyList<SessionMessage> conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellationToken))
            {
                yield return piece;
                _asked.Release();
            }
        }
        finally
        {
            _left.TrySetResult();
        }
    }
}
