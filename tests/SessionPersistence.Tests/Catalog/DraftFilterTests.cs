using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Catalog;

/// <summary>A session in which somebody began to write is not an empty one.</summary>
public sealed class DraftFilterTests
{
    [Theory]
    [InlineData("""{"text":"Dear","files":[]}""", true)]
    [InlineData("""{"files": [ {"name":"a.png"} ]}""", true)]
    [InlineData("""{"text":"","files":[ ]}""", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    [InlineData("\"Dear\"", false)]
    public void HideEmpty_ComposerDraft_CountsWhereItHoldsSomething(string draft, bool isListed)
    {
        var head = SomeDocument.Head with
        {
            MessageCount = 0,
            OpenTurn = null,
            Members = MemberList.Create([("composer_draft", JsonText.Bytes(draft))]),
        };

        Assert.Equal(isListed, new SessionFilter(new() { HideEmpty = true }).Passes(new(head)));
    }
}
