using SessionPersistence.Stores;

namespace SessionPersistence.Tests;

public sealed class TurnInterruptionTests
{
    [Fact]
    public void CreateMessages_PartlyAnsweredParallelCalls_AnswersFollowTheCall()
    {
        SessionMessage[] turn = [SessionMessage.User("q"), Call("a", "b", "c"), SessionMessage.Tool("b", "result")];

        var ending = Ending(turn, "part");

        // What a provider checks: behind the message that asks, nothing but answers until all are there.
        Assert.Equal(["tool", "tool", "assistant", "assistant"], ending.Select(message => message.Role));
        Assert.Equal(["a", "c", null, null], ending.Select(message => message.ToolCallId));
        Assert.Equal("part", ending[2].Text);
    }

    [Fact]
    public void CreateMessages_CallsThatAreNumberedAnew_ClosesTheLast()
    {
        SessionMessage[] turn = [SessionMessage.User("q"), Call("0"), SessionMessage.Tool("0", "result"), Call("0")];

        Assert.Equal(["0", null], Ending(turn).Select(message => message.ToolCallId));
    }

    [Fact]
    public void CreateMessages_Answer_IsNotHiddenFromTheModel()
    {
        var answer = Ending([Call("a")])[0].ToString();

        Assert.DoesNotContain("_error", answer, StringComparison.Ordinal);
        Assert.Contains("\"_interrupted\":true", answer, StringComparison.Ordinal);
    }

    private static SessionMessage Call(params string[] ids) => SessionMessage.Parse(
        $$"""{"role":"assistant","content":"","tool_calls":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""))}}]}""");

    private static IReadOnlyList<SessionMessage> Ending(SessionMessage[] turn, string partial = "") =>
        TurnInterruption.CreateMessages(TurnId.Parse("t"), turn, partial, "stopped");
}
