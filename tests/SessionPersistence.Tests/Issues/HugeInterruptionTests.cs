using SessionPersistence.Catalog;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>
/// An open turn whose interruption was larger than a record (a partial answer of 16 MiB, a message with very many tool calls) made dispose throw, kept the lock,
/// and no later start could open the store.
/// </summary>
public sealed class HugeInterruptionTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;
    private Turn _turn = null!;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s1");
        _turn = await _rig.Store.BeginTurnAsync(_id, [SessionMessage.User("question")]);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Open_PartialAnswerLargerThanARecord_KeepsItsStart()
    {
        ReportMuch();

        await _rig.KillAndOpenAsync();

        await ExpectInterruptedAsync();
    }

    [Fact]
    public async Task Close_PartialAnswerLargerThanARecord_KeepsItsStart()
    {
        ReportMuch();

        await _turn.DisposeAsync();
        await _rig.ReopenAsync();

        await ExpectInterruptedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupt_MoreCallsThanARecordCanAnswer_StillEndsTheTurn(bool killed)
    {
        const int calls = 80_000;
        var text = string.Join(',', Enumerable.Range(0, calls).Select(i => $$"""{"id":"c{{i}}"}"""));
        await _turn.AppendAsync([SessionMessage.Parse($$"""{"role":"assistant","content":"","tool_calls":[{{text}}]}""")]);

        if (killed) await _rig.KillAndOpenAsync();
        else await _rig.ReopenAsync();

        var session = (await _rig.Store.LoadAsync(_id))!;
        Assert.Null(session.OpenTurn);
        Assert.StartsWith("**Response interrupted", session.Messages[^1].Text, StringComparison.Ordinal);
        Assert.InRange(session.Messages.Count, 4, calls);
    }

    private void ReportMuch()
    {
        for (var i = 0; i < 5; i++)
        {
            _turn.ReportPartial(new string('p', 4 * 1024 * 1024));
            _rig.Settle();
        }
    }

    private async Task ExpectInterruptedAsync()
    {
        var session = (await _rig.Store.LoadAsync(_id))!;
        Assert.Null(session.OpenTurn);
        Assert.Equal("question", session.Messages[0].Text);
        Assert.Equal(new string('p', LiveTurn.MaxPartialLength), session.Messages[1].Text);
        Assert.Equal(3, session.Messages.Count);
    }
}
