using SessionPersistence;

namespace CrashAndRecover.Child;

/// <summary>Makes messages whose text is said only once, with members that the store must carry unread.</summary>
internal sealed class MessageMaker(string prefix)
{
    private const string Probe = """{"n":1.50e+2,"big":123456789012345678901234567890,"odd":"\ud800é"}""";

    private int _count;

    public string NextText() => $"{prefix}-{Interlocked.Increment(ref _count)}";

    public SessionMessage Say(string role) => SessionMessage.Parse(
        $$$"""{"role":"{{{role}}}","content":"{{{NextText()}}}","probe":{{{Probe}}}}""");

    public SessionMessage SayWithId(string role)
    {
        var text = NextText();
        return SessionMessage.Parse($$"""{"message_id":"m-{{text}}","role":"{{role}}","content":"{{text}}"}""");
    }

    public SessionMessage AskTool(string callId) => SessionMessage.Parse(
        $$$"""{"role":"assistant","content":"{{{NextText()}}}","tool_calls":[{"id":"{{{callId}}}","type":"function"}]}""");

    public SessionMessage AnswerTool(string callId) => SessionMessage.Tool(callId, NextText());
}
