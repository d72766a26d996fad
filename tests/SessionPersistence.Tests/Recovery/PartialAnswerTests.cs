namespace SessionPersistence.Tests.Recovery;

/// <summary>What a model had said before its worker was lost, from the run journals of the reference.</summary>
public sealed class PartialAnswerTests
{
    private const string Run = "_run_journal/a/stream-t-1.jsonl";
    private readonly RecoveryRig _rig = new();

    public PartialAnswerTests()
    {
        _rig["a.json"] = RecoveryRig.Document("a", "one");
        _rig["_turn_journal/a~1.jsonl"] = RecoveryRig.Event("submitted", "t-1", 5, "lost");
    }

    [Fact]
    public async Task Repair_TokensThatWereStreamed_FollowThePromptAsPartialText()
    {
        _rig[Run] = Token(1, "Let ") + Token(2, "me ") + Token(3, "look");

        Assert.Equal(["one", "lost", "~Let me look", "!"], await TextsAsync());
    }

    // WEAKNESSES.md, W-26: a race writes events out of order, and the strict reader gives the run up.
    [Fact]
    public async Task W26_events_out_of_order_are_put_in_order()
    {
        _rig[Run] = Token(2, "two ") + Token(1, "one ") + Token(3, "three");

        Assert.Equal(["one", "lost", "~one two three", "!"], await TextsAsync());
    }

    // WEAKNESSES.md, W-27: an event that could not be written leaves a gap, and the strict reader gives the run up.
    [Fact]
    public async Task W27_a_gap_in_the_numbers_costs_nothing_else()
    {
        _rig[Run] = Token(1, "one ") + Token(3, "three");

        Assert.Equal(["one", "lost", "~one three", "!"], await TextsAsync());
    }

    // WEAKNESSES.md, W-28: one bad line in any run disables all runs of the session.
    [Fact]
    public async Task W28_a_bad_line_costs_itself_and_a_bad_run_no_other()
    {
        _rig[Run] = Token(1, "one ") + "{\"seq\":2,\"event\":\"tok\n" + Token(3, "three");
        _rig["_run_journal/a/stream-other.jsonl"] = "%%%\n";

        Assert.Equal(["one", "lost", "~one three", "!"], await TextsAsync());
    }

    [Fact]
    public async Task Repair_WhatComesBetweenTokens_BeginsAParagraph()
    {
        _rig[Run] = Token(1, "Looking.") + Event(2, "tool", "\"name\":\"search\"")
            + Event(3, "interim_assistant", "\"text\":\"Found it.\"")
            + Event(4, "interim_assistant", "\"text\":\"Found it.\",\"already_streamed\":true") + Token(5, "So");

        Assert.Equal(["one", "lost", "~Looking.\n\nFound it.\n\nSo", "!"], await TextsAsync());
    }

    [Fact]
    public async Task Repair_EventThatIsThereTwice_CountsOnce()
    {
        _rig[Run] = Token(1, "one ") + Token(1, "one ") + Token(2, "two");

        Assert.Equal(["one", "lost", "~one two", "!"], await TextsAsync());
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task Repair_StreamThatIsNoName_NamesNoPath(string stream)
    {
        _rig["_turn_journal/a~1.jsonl"] =
            $$"""{"event":"submitted","turn_id":"t-1","stream_id":"{{stream}}","content":"lost"}""" + "\n";
        _rig["secret.jsonl"] = Token(1, "secret");

        Assert.Equal(["one", "lost", "!"], await TextsAsync());
    }

    private static string Token(int number, string text) => Event(number, "token", $"\"text\":\"{text}\"");

    private static string Event(int number, string name, string payload) =>
        $$$"""{"version":1,"seq":{{{number}}},"event":"{{{name}}}","payload":{{{{payload}}}}}""" + "\n";

    private async Task<string[]> TextsAsync()
    {
        await _rig.RepairAsync();
        return await _rig.TextsAsync("a");
    }
}
