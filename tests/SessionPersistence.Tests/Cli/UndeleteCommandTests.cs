using System.Text.Json;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

public sealed class UndeleteCommandTests : IDisposable
{
    private static readonly SessionId _id = SessionId.Parse("s");
    private readonly TempFolder _folder = TempFolder.ForCaller();

    [Fact]
    public async Task List_deleted_shows_what_can_be_undeleted_and_undelete_does_it()
    {
        await DeleteAsync(TimeSpan.FromDays(30));

        var list = Run("list", "--deleted");
        using var json = JsonDocument.Parse(Run("list", "--deleted", "--format", "json").Output);
        var undelete = Run("undelete", "s");

        Assert.Matches(@"(?m)^s +2 +\S+ \S+ +\S+ \S+ +asked for\r?$", list.Output);
        Assert.True(Assert.Single(json.RootElement.EnumerateArray()).GetProperty("can_restore").GetBoolean());
        Assert.Equal(0, undelete.ExitCode);
        Assert.Matches("^Session s is what s was when it was deleted at .*, 2 messages.", undelete.Output);
        Assert.Contains("two", Run("show", "s").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undelete_of_an_id_that_is_in_use_needs_another_one()
    {
        await DeleteAsync(TimeSpan.FromDays(30));
        Run("undelete", "s");

        var again = Run("undelete", "s");
        var other = Run("undelete", "s", "--as", "t");

        Assert.Equal(3, again.ExitCode);
        Assert.Contains("'s'", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("two", Run("show", "t").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undelete_where_nothing_was_kept_says_so()
    {
        await DeleteAsync(keepFor: null);

        var nothing = Run("undelete", "s");
        var unknown = Run("undelete", "never");

        Assert.Equal((3, 3), (nothing.ExitCode, unknown.ExitCode));
        Assert.Contains("Nothing of session 's' is left to undelete", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("Session 'never' was never deleted", unknown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Run(params string[] words) => CliRun.Of([.. words, "--session-dir", _folder.Root]);

    private async Task DeleteAsync(TimeSpan? keepFor)
    {
        await using var store = new FileSessionStore(new() { Directory = _folder.Root });
        await store.CreateAsync(
            new() { Id = _id, Messages = [SessionMessage.User("one"), SessionMessage.User("two")] });
        await store.DeleteAsync(_id, new() { Reason = "asked for", KeepFor = keepFor });
    }
}
