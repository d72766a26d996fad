using CrashAndRecover.Oracle;
using CrashAndRecover.Pipe;

namespace SessionPersistence.Tests.Samples;

public sealed class OracleTests
{
    private const string Id = "s";
    private readonly SessionOracle _oracle = new();
    private long _revision;

    [Fact]
    public void A_store_that_holds_what_was_acknowledged_is_right()
    {
        Create();
        Begin("t1", "hello");
        Step("t1", "thinking");
        Complete("t1", "hi");

        var result = Check(Said("hello", "t1"), Said("thinking", "t1"), Said("hi", "t1"));

        Assert.Equal((1, 1, 0, 0), (result.Acknowledged, result.Found, result.Removed, result.Interrupted));
        Assert.Empty(result.Violations);
    }

    [Fact]
    public void A_missing_message_is_lost()
    {
        Create();
        Append("a", "b");

        Assert.Equal([ViolationKind.Lost], Kinds(Check(Said("a"))));
    }

    [Fact]
    public void A_missing_session_is_lost()
    {
        Create();
        Append("a");

        Assert.Equal([ViolationKind.Lost], Kinds(CheckNothing()));
    }

    [Fact]
    public void An_older_title_is_a_loss()
    {
        Create();
        Done(new(ReportKind.Sent, Verb.Retitle, Id, Text: "new"));

        Assert.Equal([ViolationKind.Lost], Kinds(Check()));
    }

    [Fact]
    public void A_message_that_is_there_twice_is_duplicated()
    {
        Create();
        Append("a", "b");

        Assert.Equal([ViolationKind.Duplicated], Kinds(Check(Said("a"), Said("b"), Said("a"))));
    }

    [Fact]
    public void Messages_in_another_order_are_out_of_order()
    {
        Create();
        Append("a");
        Append("b");

        Assert.Equal([ViolationKind.OutOfOrder], Kinds(Check(Said("b"), Said("a"))));
    }

    [Fact]
    public void A_message_that_nobody_sent_is_invented()
    {
        Create();

        Assert.Equal([ViolationKind.Invented], Kinds(Check(Said("who?"))));
    }

    [Fact]
    public void A_session_that_nobody_made_is_invented() => Assert.Equal([ViolationKind.Invented], Kinds(Check()));

    [Fact]
    public void A_message_of_a_refused_call_is_invented()
    {
        Create();
        _oracle.Hear(new(ReportKind.Sent, Verb.LateComplete, Id, "t1", [Json("late")]));
        _oracle.Hear(new(ReportKind.Refused, Verb.LateComplete, Id, Refusal: "SessionNotFoundException"));

        Assert.Equal([ViolationKind.Invented], Kinds(Check(Said("late"))));
    }

    [Fact]
    public void A_changed_member_is_seen()
    {
        Create();
        Append("a");

        Assert.Equal(
            [ViolationKind.Changed], Kinds(Check(new FoundMessage("""{"role":"user","content":"a","n":150}"""))));
    }

    [Fact]
    public void A_member_that_nobody_wrote_is_seen()
    {
        Create();
        Append("a");

        Assert.Equal([ViolationKind.Changed],
            Kinds(Check(new FoundMessage("""{"role":"user","content":"a","n":1.50e+2,"x":1}"""))));
    }

    [Fact]
    public void A_message_of_another_turn_is_seen()
    {
        Create();
        Begin("t1", "hello");
        Complete("t1", "hi");

        Assert.Equal([ViolationKind.Changed], Kinds(Check(Said("hello", "t1"), Said("hi", "t0"))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_under_way_may_be_done_or_not(bool done)
    {
        Create();
        Append("a");
        _oracle.Hear(new(ReportKind.Sent, Verb.Append, Id, Messages: [Json("b"), Json("c")]));

        Assert.Empty(Check(done ? [Said("a"), Said("b"), Said("c")] : [Said("a")]).Violations);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("c")]
    public void A_half_of_a_call_under_way_is_seen(string half)
    {
        Create();
        Append("a");
        _oracle.Hear(new(ReportKind.Sent, Verb.Append, Id, Messages: [Json("b"), Json("c")]));

        Assert.Equal([ViolationKind.HalfDone], Kinds(Check(Said("a"), Said(half))));
    }

    [Fact]
    public void A_half_of_a_step_under_way_is_seen()
    {
        Create();
        Begin("t1", "hello");
        _oracle.Hear(new(ReportKind.Sent, Verb.Step, Id, "t1", [Json("b"), Json("c")]));

        Assert.Equal([ViolationKind.HalfDone], Kinds(Check(Said("hello", "t1"), Said("b", "t1"), Marker("t1"))));
    }

    [Fact]
    public void An_answer_without_its_turn_closed_is_seen()
    {
        Create();
        Begin("t1", "hello");
        _oracle.Hear(new(ReportKind.Sent, Verb.Complete, Id, "t1", [Json("b"), Json("c")]));

        Assert.NotEmpty(Check(Said("hello", "t1"), Said("b", "t1"), Said("c", "t1"), Marker("t1")).Violations);
    }

    [Fact]
    public void What_was_found_of_an_unknown_call_must_stay()
    {
        Create();
        _oracle.Hear(new(ReportKind.Sent, Verb.Append, Id, Messages: [Json("a")]));
        Check(Said("a"));

        Assert.Equal([ViolationKind.Lost], Kinds(Check()));
    }

    [Fact]
    public void What_was_not_found_of_an_unknown_call_must_not_appear_later()
    {
        Create();
        _oracle.Hear(new(ReportKind.Sent, Verb.Append, Id, Messages: [Json("a")]));
        Check();

        Assert.Equal([ViolationKind.Invented], Kinds(Check(Said("a"))));
    }

    [Fact]
    public void A_deleted_session_that_is_back_is_resurrected()
    {
        Create();
        Append("a");
        Done(new(ReportKind.Sent, Verb.Delete, Id));

        Assert.Equal([ViolationKind.Resurrected], Kinds(Check(Said("a"))));
    }

    [Fact]
    public void A_creation_that_should_have_been_refused_is_seen()
    {
        Create();
        Done(new(ReportKind.Sent, Verb.Delete, Id));
        Create();

        Assert.Equal([ViolationKind.WrongAnswer], Kinds(Check()));
    }

    [Fact]
    public void A_refusal_without_a_reason_is_seen()
    {
        Create();
        _oracle.Hear(new(ReportKind.Sent, Verb.Append, Id, Messages: [Json("a")]));
        _oracle.Hear(new(ReportKind.Refused, Verb.Append, Id, Refusal: "SessionConflictException"));

        Assert.Equal([ViolationKind.WrongAnswer], Kinds(Check()));
    }

    [Fact]
    public void Acknowledged_rewrites_hold_exactly_their_list()
    {
        Create();
        Append("a", "b", "c");
        Done(new(ReportKind.Sent, Verb.Rewrite, Id, Messages: [Json("B")], Rewrite: new("Edit", Keep: 1, Resume: 2)));

        Assert.Equal([ViolationKind.Invented], Kinds(Check(Said("a"), Said("B"), Said("c"), Said("b"))));
        Assert.Empty(Check(Said("a"), Said("B"), Said("c"), Said("b")).Violations);
    }

    [Fact]
    public void A_shrinking_extension_must_be_refused()
    {
        Create();
        Append("a", "b");
        Done(new(ReportKind.Sent, Verb.Rewrite, Id, Rewrite: new(ListChange.Extend, Keep: 1, Resume: 2)));

        Assert.Equal([ViolationKind.WrongAnswer], Kinds(Check(Said("a"))));
    }

    [Fact]
    public void An_open_turn_must_be_marked()
    {
        Create();
        Begin("t1", "hello");

        Assert.Equal([ViolationKind.NotMarked], Kinds(Check(Said("hello", "t1"))));
    }

    [Fact]
    public void The_mark_of_another_turn_does_not_count()
    {
        Create();
        Begin("t1", "hello");

        Assert.Equal(
            [ViolationKind.NotMarked, ViolationKind.Invented], Kinds(Check(Said("hello", "t1"), Marker("t0"))));
    }

    [Fact]
    public void A_turn_marked_twice_is_duplicated()
    {
        Create();
        Begin("t1", "hello");

        Assert.Equal([ViolationKind.Duplicated], Kinds(Check(Said("hello", "t1"), Marker("t1"), Marker("t1"))));
    }

    [Fact]
    public void A_completed_turn_must_not_be_marked()
    {
        Create();
        Begin("t1", "hello");
        Complete("t1", "hi");

        Assert.Equal([ViolationKind.Invented], Kinds(Check(Said("hello", "t1"), Said("hi", "t1"), Marker("t1"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Let ")]
    [InlineData("Let me look")]
    public void Any_start_of_the_partial_text_may_be_kept(string kept)
    {
        Create();
        Begin("t1", "hello");
        Partial("t1", "Let me ");
        Partial("t1", "look");

        var result = kept.Length == 0
            ? Check(Said("hello", "t1"), Marker("t1"))
            : Check(Said("hello", "t1"), PartialText(kept, "t1"), Marker("t1"));

        Assert.Empty(result.Violations);
        Assert.Equal(1, result.Interrupted);
    }

    [Fact]
    public void Partial_text_that_was_not_reported_is_invented()
    {
        Create();
        Begin("t1", "hello");
        Partial("t1", "Let me look");

        Assert.Equal(
            [ViolationKind.Invented], Kinds(Check(Said("hello", "t1"), PartialText("Let us", "t1"), Marker("t1"))));
    }

    [Fact]
    public void Partial_text_before_a_step_must_not_be_kept()
    {
        Create();
        Begin("t1", "hello");
        Partial("t1", "Let me look");
        Step("t1", "found");

        Assert.Equal(
            [ViolationKind.Invented],
            Kinds(Check(Said("hello", "t1"), Said("found", "t1"), PartialText("Let me look", "t1"), Marker("t1"))));
    }

    [Fact]
    public void An_interruption_that_was_asked_for_keeps_all_the_text_and_its_reason()
    {
        Create();
        Begin("t1", "hello");
        Partial("t1", "Let me look");
        Done(new(ReportKind.Sent, Verb.Interrupt, Id, "t1", Text: "cancelled"));

        Assert.NotEmpty(Check(Said("hello", "t1"), PartialText("Let me", "t1"), Marker("t1", "cancelled")).Violations);
    }

    [Fact]
    public void An_open_tool_call_must_be_closed()
    {
        Create();
        Begin("t1", "hello");
        var ask = """{"role":"assistant","content":"ask","tool_calls":[{"id":"c1"}]}""";
        Done(new(ReportKind.Sent, Verb.Step, Id, "t1", [ask]));
        var asked = new FoundMessage(ask[..^1] + ""","turn_id":"t1"}""");
        var closed = new FoundMessage(
            """{"role":"tool","content":"No result.","turn_id":"t1","tool_call_id":"c1","_interrupted":true}""");

        Assert.Equal([ViolationKind.NotMarked], Kinds(Check(Said("hello", "t1"), asked, Marker("t1"))));
        Assert.Equal([ViolationKind.Invented], Kinds(Check(Said("hello", "t1"), asked, closed, Marker("t1"))));
    }

    [Fact]
    public void A_revision_that_does_not_grow_is_seen()
    {
        Create();
        _oracle.Hear(new(ReportKind.Sent, Verb.Append, Id, Messages: [Json("a")]));
        _oracle.Hear(new(ReportKind.Acknowledged, Verb.Append, Id, Revision: 1));

        Assert.Equal([ViolationKind.WrongAnswer], Kinds(Check(Said("a"))));
    }

    private static string Json(string text) => $$"""{"role":"user","content":"{{text}}","n":1.50e+2}""";

    private static FoundMessage Said(string text, string? turn = null) => new(
        $"{Json(text)[..^1]},\"message_id\":\"m\"{(turn is null ? "" : $",\"turn_id\":\"{turn}\"")}}}");

    private static FoundMessage Marker(string turn, string reason = "restart") => new(
        $$"""
        {"role":"assistant","content":"Interrupted.","turn_id":"{{turn}}","_error":true,"type":"interrupted",
        "interruption_reason":"{{reason}}"}
        """);

    private static FoundMessage PartialText(string text, string turn) => new(
        $$"""{"role":"assistant","content":"{{text}}","turn_id":"{{turn}}","_partial":true}""");

    private static IEnumerable<ViolationKind> Kinds(CheckResult result) => result.Violations.Select(v => v.Kind);

    private void Create() => Done(new(ReportKind.Sent, Verb.Create, Id, Text: "title"));

    private void Append(params string[] texts) =>
        Done(new(ReportKind.Sent, Verb.Append, Id, Messages: [.. texts.Select(Json)]));

    private void Begin(string turn, string text) => Done(new(ReportKind.Sent, Verb.Begin, Id, turn, [Json(text)]));

    private void Step(string turn, string text) => Done(new(ReportKind.Sent, Verb.Step, Id, turn, [Json(text)]));

    private void Complete(string turn, string text) =>
        Done(new(ReportKind.Sent, Verb.Complete, Id, turn, [Json(text)]));

    private void Partial(string turn, string text) =>
        _oracle.Hear(new(ReportKind.Sent, Verb.Partial, Id, turn, Text: text));

    private void Done(Report call)
    {
        _oracle.Hear(call);
        _oracle.Hear(new(ReportKind.Acknowledged, call.Verb, Id, Revision: ++_revision));
    }

    private CheckResult CheckNothing() => _oracle.Check(new(new Dictionary<string, FoundSession>(), []));

    private CheckResult Check(params FoundMessage[] messages) =>
        _oracle.Check(
            new(new Dictionary<string, FoundSession> { [Id] = new(Id, "title", Revision: 100, messages) }, []));
}
