namespace SessionPersistence.Testing;

public static partial class SessionStoreConformance
{
    private static IEnumerable<ConformanceCase> Stopping() =>
    [
        Case(Stopping_AnotherHandleInterrupts_HasFiredWhenThatReturns),
        Case(Stopping_AnotherHandleCompletes_HasFiredWhenThatReturns),
        Case(Stopping_AskedForLater_HasFired),
        Case(Stopping_OwnEnding_NeverFires),
        Case(Stopping_RefusedEnding_DoesNotFire),
        Case(Stopping_SessionDeleted_HasFiredWhenThatReturns),
        Case(Stopping_StoreClosed_HasFired),
        Case(Stopping_ClosedHandle_IsFired),
        Case(Stopping_CallbackThatThrowsOrBlocks_DelaysNobody),
    ];

    private static async Task Stopping_AnotherHandleInterrupts_HasFiredWhenThatReturns(ISessionStore store)
    {
        var turn = await BeginAsync(store, (await CreateAsync(store).ConfigureAwait(false)).Id).ConfigureAwait(false);
        var stopping = turn.Stopping;
        var other = Expect.NotNull(await store.FindOpenTurnAsync(turn.SessionId).ConfigureAwait(false));
        var stoppingOther = other.Stopping;
        Expect.True(!stopping.IsCancellationRequested, "It has fired although the turn is open.");

        await other.InterruptAsync("stop_button").ConfigureAwait(false);

        Expect.Equal((true, false), (stopping.IsCancellationRequested, stoppingOther.IsCancellationRequested));
        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, "stop_button"), (turn.Outcome, turn.InterruptionReason));
        await turn.DisposeAsync().ConfigureAwait(false);
        Expect.True(turn.Stopping.IsCancellationRequested, "It cannot be read after dispose.");
    }

    private static async Task Stopping_AnotherHandleCompletes_HasFiredWhenThatReturns(ISessionStore store)
    {
        var turn = await BeginAsync(store, (await CreateAsync(store).ConfigureAwait(false)).Id).ConfigureAwait(false);
        var stopping = turn.Stopping;
        var other = Expect.NotNull(await store.FindOpenTurnAsync(turn.SessionId).ConfigureAwait(false));

        await other.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);

        Expect.True(stopping.IsCancellationRequested);
        Expect.Equal<(TurnOutcome?, string?)>((TurnOutcome.Completed, null), (turn.Outcome, turn.InterruptionReason));
    }

    private static async Task Stopping_AskedForLater_HasFired(ISessionStore store)
    {
        var turn = await BeginAsync(store, (await CreateAsync(store).ConfigureAwait(false)).Id).ConfigureAwait(false);

        await store.InterruptTurnAsync(turn.SessionId).ConfigureAwait(false);

        Expect.True(turn.Stopping.IsCancellationRequested);
        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, InterruptionReasons.Stopped), (turn.Outcome, turn.InterruptionReason));
    }

    private static async Task Stopping_OwnEnding_NeverFires(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var completed = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var early = completed.Stopping;
        await completed.CompleteAsync([]).ConfigureAwait(false);
        var interrupted = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await interrupted.InterruptAsync("mine").ConfigureAwait(false);
        await store.DeleteAsync(created.Id).ConfigureAwait(false);

        Expect.Equal((false, false, false), (early.IsCancellationRequested,
            completed.Stopping.IsCancellationRequested, interrupted.Stopping.IsCancellationRequested));
    }

    private static async Task Stopping_RefusedEnding_DoesNotFire(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        var message = SessionMessage.User("a").WithIds("a");
        await turn.AppendAsync([message]).ConfigureAwait(false);

        await Expect.ThrowsAsync<IdReusedException>(
            () => turn.CompleteAsync([SessionMessage.User("b").WithIds("a")])).ConfigureAwait(false);

        Expect.True(!turn.Stopping.IsCancellationRequested && turn.Outcome is null, "The turn is not open.");
        await store.InterruptTurnAsync(created.Id).ConfigureAwait(false);
        Expect.True(turn.Stopping.IsCancellationRequested);
    }

    private static async Task Stopping_SessionDeleted_HasFiredWhenThatReturns(ISessionStore store)
    {
        var turn = await BeginAsync(store, (await CreateAsync(store).ConfigureAwait(false)).Id).ConfigureAwait(false);
        var stopping = turn.Stopping;

        await store.DeleteAsync(turn.SessionId).ConfigureAwait(false);

        Expect.True(stopping.IsCancellationRequested);
        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, InterruptionReasons.SessionDeleted), (turn.Outcome, turn.InterruptionReason));
    }

    private static async Task Stopping_StoreClosed_HasFired(StoreUnderTest tested)
    {
        var turn = await BeginAsync(tested.Store, (await CreateAsync(tested.Store).ConfigureAwait(false)).Id)
            .ConfigureAwait(false);
        var stopping = turn.Stopping;

        await tested.ReopenAsync().ConfigureAwait(false);

        Expect.True(stopping.IsCancellationRequested);
        Expect.Equal<(TurnOutcome?, string?)>(
            (TurnOutcome.Interrupted, InterruptionReasons.StoreClosed), (turn.Outcome, turn.InterruptionReason));
    }

    private static async Task Stopping_ClosedHandle_IsFired(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);
        await turn.CompleteAsync([]).ConfigureAwait(false);

        var again = await BeginAsync(store, created.Id, "t1").ConfigureAwait(false);

        Expect.True(again.Stopping.IsCancellationRequested);
    }

    private static async Task Stopping_CallbackThatThrowsOrBlocks_DelaysNobody(ISessionStore store)
    {
        var created = await CreateAsync(store).ConfigureAwait(false);
        var turn = await BeginAsync(store, created.Id).ConfigureAwait(false);
        using var release = new ManualResetEventSlim();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var blocking = turn.Stopping.UnsafeRegister(_ =>
        {
            called.SetResult();
            release.Wait();
            throw new InvalidOperationException("A callback of a host.");
        }, null);

        await store.InterruptTurnAsync(created.Id).ConfigureAwait(false);
        await called.Task.ConfigureAwait(false);
        var next = await BeginAsync(store, created.Id).ConfigureAwait(false);
        await next.CompleteAsync([SessionMessage.Assistant("answer")]).ConfigureAwait(false);

        Expect.Equal("answer", (await LoadAsync(store, created.Id).ConfigureAwait(false)).Messages[^1].Text);
        release.Set();
    }
}
