using SessionPersistence.Hermes;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hermes;

public sealed class HermesTurnsTests
{
    [Fact]
    public void Turns_are_in_order_of_appearance_and_events_without_one_are_left_out()
    {
        var events = JournalFolder.ReadShard("""
            {"event":"submitted","turn_id":"t-2"}
            {"event":"submitted"}
            {"event":"submitted","turn_id":"  "}
            {"event":"submitted","turn_id":null}
            {"event":"submitted","turn_id":"t-1"}
            {"event":"completed","turn_id":" t-2"}
            """).Events;

        var turns = HermesTurns.Fold(events);

        Assert.Equal([("t-2", "completed"), ("t-1", null)], turns.Select(turn => (turn.TurnId, turn.Terminal?.Event)));
    }

    // WEAKNESSES.md, W-18: only the latest event is looked at, and after the start of the worker that has no
    // content.
    [Fact]
    public void W18_what_was_submitted_is_kept_when_the_worker_starts()
    {
        var turn = JournalFolder.TurnOf(
            """submitted,"content":"hello","created_at":1""", """worker_started,"created_at":2""",
            """assistant_started,"created_at":3""");

        Assert.Equal("\"hello\"", SomeDocument.Text(Assert.Single(turn.Submissions).Content));
        Assert.Equal((true, true, null), (turn.WorkerStarted, turn.AssistantStarted, turn.Terminal));
        Assert.Empty(turn.Endings);
    }

    // WEAKNESSES.md, W-19: the latest time wins, so that an event with a later one re-opens a turn that ended.
    [Theory]
    [InlineData("assistant_started")]
    [InlineData("worker_started")]
    [InlineData("anything_new")]
    public void W19_a_turn_that_ended_stays_ended(string late)
    {
        var turn = JournalFolder.TurnOf(
            """submitted,"created_at":1""", """completed,"created_at":2""", $"{late},\"created_at\":3");

        Assert.Equal("completed", turn.Terminal!.Event);
        Assert.Empty(turn.Waiting);
    }

    [Fact]
    public void W19_a_clock_that_is_set_back_opens_nothing()
    {
        var turn = JournalFolder.TurnOf(
            """submitted,"created_at":100""", """completed,"created_at":50""", """interrupted,"created_at":40""");

        Assert.Equal("completed", turn.Terminal!.Event);
        Assert.Equal(["completed", "interrupted"], turn.Endings.Select(e => e.Event));
        Assert.Empty(turn.Waiting);
    }

    [Fact]
    public void A_submission_after_the_ending_is_kept_as_one_of_its_own()
    {
        var turn = JournalFolder.TurnOf(
            "submitted,\"content\":\"a\"", "completed", "submitted,\"content\":\"b\"", "worker_started");

        Assert.Equal("completed", turn.Terminal!.Event);
        Assert.Equal("\"b\"", SomeDocument.Text(Assert.Single(turn.Waiting).Content));
        Assert.Equal(["\"a\"", "\"b\""], turn.Submissions.Select(e => SomeDocument.Text(e.Content)));
    }

    [Fact]
    public void A_submission_after_the_ending_ends_as_well()
    {
        var turn = JournalFolder.TurnOf("completed", "submitted", "interrupted");

        Assert.Empty(turn.Waiting);
        Assert.Equal(("completed", 2, 1), (turn.Terminal!.Event, turn.Endings.Count, turn.Submissions.Count));
    }

    // WEAKNESSES.md, W-23: turns are told apart by their text, so that "continue" hides a turn that is lost. The
    // fold goes by the id alone, and keeps an array as it was written.
    [Fact]
    public void W23_turns_of_the_same_text_are_two_turns()
    {
        var turns = HermesTurns.Fold(JournalFolder.ReadShard("""
            {"event":"submitted","turn_id":"t-1","content":[{"type": "text"}]}
            {"event":"completed","turn_id":"t-1"}
            {"event":"submitted","turn_id":"t-2","content":[{"type": "text"}]}
            """).Events);

        Assert.Equal([true, false], turns.Select(turn => turn.Terminal is not null));
        Assert.All(
            turns, turn => Assert.Equal("""[{"type": "text"}]""", SomeDocument.Text(turn.Submissions[0].Content)));
    }
}
