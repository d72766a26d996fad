using System.Text;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hermes;

public sealed class HermesTurnJournalTests
{
    [Fact]
    public void Nothing_is_found_where_there_is_no_journal()
    {
        var folder = new JournalFolder();

        Assert.Empty(folder.List().SessionIds);
        Assert.Null(folder.List().Unreadable);
        Assert.Empty(folder.Read().Events);
    }

    [Fact]
    public void Names_are_sorted_and_unique_and_unsafe_ones_are_apart()
    {
        var folder = new JournalFolder();
        foreach (var name in new[] { "b~1", "a.b~1", "a", "a~2", "a~3~4", "A~x y", "_x~1", "a b", "~1", "", "..~1",
            "CON~1" }) folder[$"{name}.jsonl"] = [];
        foreach (var other in new[] { "c.json", "d.jsonl.tmp", "e~1.JSONL" }) folder[other] = [];

        var journal = folder.List();

        Assert.Equal(["A", "a", "a.b", "b"], journal.SessionIds.Select(id => id.Value));
        Assert.Equal(["", "..", "CON", "_x", "a b", "~1"], journal.UnsafeNames);
    }

    [Fact]
    public void Shards_of_other_sessions_are_not_read()
    {
        var folder = new JournalFolder { ["s1~1.jsonl"] = Event("mine"), ["s1.x~1.jsonl"] = Event("longer"),
            ["s~1.jsonl"] = Event("shorter") };

        Assert.Equal("mine", Assert.Single(folder.Read().Events).Event);
    }

    [Fact]
    public void Shards_are_merged_by_time_and_a_tie_goes_to_the_first_name()
    {
        var folder = new JournalFolder
        {
            ["s1~2.jsonl"] = Lines("""{"event":"c","created_at":2}""", """{"event":"f","created_at":4}"""),
            ["s1~10.jsonl"] = Lines("""{"event":"b","created_at":2}""", """{"event":"e","created_at":3}"""),
            ["s1.jsonl"] = Lines("""{"event":"a","created_at":2}""", """{"event":"d","created_at":2}"""),
        };

        var read = folder.Read();

        Assert.Equal(["a", "d", "b", "c", "e", "f"], read.Events.Select(e => e.Event));
        Assert.Equal(["s1.jsonl", "s1.jsonl", "s1~10.jsonl", "s1~2.jsonl", "s1~10.jsonl", "s1~2.jsonl"],
            read.Events.Select(e => e.Shard));
    }

    // The reference sorts single events; then a clock that is set back re-orders what one process wrote in order.
    [Fact]
    public void Order_of_a_shard_is_kept_whatever_its_times_say()
    {
        var folder = new JournalFolder
        {
            ["s1~1.jsonl"] = Lines("""{"event":"a","created_at":10}""", """{"event":"b","created_at":5}""",
                """{"event":"c"}""", """{"event":"d","created_at":30}"""),
            ["s1~2.jsonl"] = Lines("""{"event":"x","created_at":"soon"}""", """{"event":"y","created_at":20}"""),
        };

        Assert.Equal(["x", "a", "b", "c", "y", "d"], folder.Read().Events.Select(e => e.Event));
    }

    [Fact]
    public void Shards_that_cannot_be_read_are_told_and_the_others_are_read()
    {
        var folder = new JournalFolder { ["s1~2.jsonl"] = Event("submitted") };
        folder.Disk.CreateDirectory($"{JournalFolder.Path}/s1~1.jsonl");

        var read = folder.Read();

        Assert.Equal("submitted", Assert.Single(read.Events).Event);
        Assert.Equal("s1~1.jsonl", Assert.Single(read.Unreadable).Name);
        Assert.NotEmpty(read.Unreadable[0].Reason);
    }

    [UnixFact]
    public void Links_are_told_and_not_followed()
    {
        using var folder = TempFolder.ForCaller();
        var journal = Directory.CreateDirectory(folder.PathOf("_turn_journal")).FullName;
        File.WriteAllText(folder.PathOf("elsewhere"), """{"event":"submitted"}""");
        File.CreateSymbolicLink(Path.Combine(journal, "s1~1.jsonl"), folder.PathOf("elsewhere"));
        File.WriteAllBytes(Path.Combine(journal, "s1~2.jsonl"), Event("completed"));

        var read = HermesTurnJournal.List(new(new PhysicalFileSystem(), folder.Root)).Read(JournalFolder.Id);

        Assert.Equal("completed", Assert.Single(read.Events).Event);
        Assert.Equal("s1~1.jsonl", Assert.Single(read.Unreadable).Name);
    }

    [Fact]
    public void A_file_in_the_place_of_the_directory_is_told()
    {
        using var folder = TempFolder.ForCaller();
        File.WriteAllText(folder.PathOf("_turn_journal"), "");

        var journal = HermesTurnJournal.List(new(new PhysicalFileSystem(), folder.Root));

        Assert.Empty(journal.SessionIds);
        Assert.Equal("_turn_journal", journal.Unreadable!.Name);
        Assert.Empty(journal.Read(JournalFolder.Id).Events);
    }

    [Fact]
    public void A_shard_that_was_deleted_since_holds_nothing()
    {
        var folder = new JournalFolder { ["s1~1.jsonl"] = Event("submitted") };
        var journal = folder.List();
        folder.Disk.DeleteFile($"{JournalFolder.Path}/s1~1.jsonl");

        var read = journal.Read(JournalFolder.Id);

        Assert.Equal((0, 0, 0), (read.Events.Count, read.Malformed.Count, read.Unreadable.Count));
    }

    [Fact]
    public void Reading_writes_nothing()
    {
        var folder = new JournalFolder { ["s1~1.jsonl"] =
            Encoding.UTF8.GetBytes("""{"event":"submitted","content":"to"""), ["s1.jsonl"] = [] };
        var before = folder.Disk.Dump();

        folder.Read();

        Assert.Equal(before, folder.Disk.Dump());
    }

    private static byte[] Event(string name) => Lines($$"""{"event":"{{name}}","created_at":1}""");

    private static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
}
