using SessionPersistence.Catalog;

namespace SessionPersistence.Tests.Catalog;

public sealed class LiveTurnTests
{
    private readonly LiveTurn _turn = new(new(TurnId.Parse("t"), null, DateTimeOffset.UnixEpoch));

    [Fact]
    public void AddStep_takes_up_the_text_before_its_flush()
    {
        _turn.AddPartial("before");

        _turn.AddStep(2, [SessionMessage.Assistant("before")]);

        // A save that comes between the queue and the flush would give this text an index behind the step.
        Assert.Empty(_turn.TakeUnsavedPartial());
        Assert.Empty(_turn.PartialText);
    }

    [Fact]
    public void TakeBack_brings_the_text_back_in_order()
    {
        _turn.AddPartial("before");
        _turn.AddStep(2, [SessionMessage.Assistant("before")]);
        _turn.AddPartial(" after");

        _turn.TakeBack(2);

        Assert.Equal("before after", _turn.PartialText);
        Assert.Equal("before after", _turn.TakeUnsavedPartial());
        Assert.Empty(_turn.Messages);
    }

    [Fact]
    public void TakeBack_after_a_save_saves_nothing_twice()
    {
        _turn.AddPartial("before");
        Assert.Equal("before", _turn.TakeUnsavedPartial());
        _turn.AddStep(2, [SessionMessage.Assistant("before")]);
        _turn.AddPartial(" after");

        _turn.TakeBack(2);

        Assert.Equal("before after", _turn.PartialText);
        Assert.Equal(" after", _turn.TakeUnsavedPartial());
    }

    [Fact]
    public void TakeUnsavedPartial_keeps_half_a_surrogate_pair_back()
    {
        _turn.AddPartial("x\ud83d");

        Assert.Equal("x", _turn.TakeUnsavedPartial());

        _turn.AddPartial("\ude00");
        Assert.Equal("\ud83d\ude00", _turn.TakeUnsavedPartial());
    }
}
