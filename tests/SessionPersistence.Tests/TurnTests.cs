using SessionPersistence.Stores;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests;

/// <summary>The states of a turn, whatever its store is.</summary>
public sealed class TurnTests
{
    private static readonly SessionWriteException NotDone = new("No room.", WriteOutcome.NotDone);
    private static readonly SessionWriteException Unknown = new("Nobody knows.", WriteOutcome.Unknown);

    private static readonly WriteResult Written = new() { Revision = 2 };

    private readonly ScriptedTurn _turn = new();

    [Fact]
    public async Task Complete_CancelledThenDisposed_HasOneEnding()
    {
        await CancelCompletionAsync();

        await _turn.DisposeAsync();
        WithoutContext.Run(() => _turn.Answer(0).TrySetResult(Written));

        Assert.Equal([TurnWriteKind.Complete], _turn.Kinds);
        Assert.Equal(TurnOutcome.Completed, _turn.Outcome);
    }

    [Fact]
    public async Task Complete_CancelledThenDisposedThenRefused_IsInterrupted()
    {
        await CancelCompletionAsync();
        await _turn.DisposeAsync();

        WithoutContext.Run(() => _turn.Answer(0).TrySetException(NotDone));
        WithoutContext.Run(() => _turn.Answer(1).TrySetResult(Written));

        Assert.Equal([TurnWriteKind.Complete, TurnWriteKind.Interrupt], _turn.Kinds);
        Assert.Equal(TurnOutcome.Interrupted, _turn.Outcome);
    }

    [Fact]
    public async Task Complete_CancelledThenDisposedAndRefusedTwice_StaysOpen()
    {
        await CancelCompletionAsync();
        await _turn.DisposeAsync();

        WithoutContext.Run(() => _turn.Answer(0).TrySetException(NotDone));
        WithoutContext.Run(() => _turn.Answer(1).TrySetException(NotDone));

        Assert.Equal([TurnWriteKind.Complete, TurnWriteKind.Interrupt], _turn.Kinds);
        Assert.Null(_turn.Outcome);
        _ = _turn.InterruptAsync("again");
    }

    [Fact]
    public async Task Complete_CancelledThenDisposedThenUnknown_HasOneEnding()
    {
        await CancelCompletionAsync();
        await _turn.DisposeAsync();

        WithoutContext.Run(() => _turn.Answer(0).TrySetException(Unknown));

        Assert.Equal([TurnWriteKind.Complete], _turn.Kinds);
        Assert.Null(_turn.Outcome);
        await Assert.ThrowsAsync<TurnEndedException>(() => _turn.InterruptAsync("again"));
    }

    [Fact]
    public async Task Complete_RefusedBeforeDispose_IsInterruptedByDispose()
    {
        var completing = _turn.CompleteAsync([]);
        WithoutContext.Run(() => _turn.Answer(0).TrySetException(NotDone));
        await Assert.ThrowsAsync<SessionWriteException>(() => completing);

        var disposing = _turn.DisposeAsync();
        WithoutContext.Run(() => _turn.Answer(1).TrySetResult(Written));
        await disposing;

        Assert.Equal(TurnOutcome.Interrupted, _turn.Outcome);
    }

    private async Task CancelCompletionAsync()
    {
        using var cancel = new CancellationTokenSource();
        var completing = _turn.CompleteAsync([], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
    }

    private sealed class ScriptedTurn()
        : Turn(SessionId.Parse("s"), TurnId.Parse("t"), TurnOwnership.Owner)
    {
        private readonly List<(TurnWriteKind Kind, TaskCompletionSource<WriteResult> Answer)> _writes = [];

        public IEnumerable<TurnWriteKind> Kinds => _writes.Select(write => write.Kind);

        public TaskCompletionSource<WriteResult> Answer(int index) => _writes[index].Answer;

        protected override Task<WriteResult> WriteAsync(TurnWrite write)
        {
            // What waits for the answer runs where it is given.
            _writes.Add((write.Kind, new()));
            return _writes[^1].Answer.Task;
        }
    }
}
