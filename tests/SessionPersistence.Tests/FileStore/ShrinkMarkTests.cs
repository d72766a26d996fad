using System.Text.Json.Nodes;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>In documents that came from the reference a shrink on purpose is marked its way, so that it does not
/// restore the backup when it runs on the directory.</summary>
public sealed class ShrinkMarkTests
{
    private const string Reference = """
        {"session_id":"s1","title":"t","created_at":1765000000.0,"updated_at":1765000001.0,"active_stream_id":"stream","pending_user_message":"typed",
        "pending_attachments":[{"name":"a"}],"pending_started_at":1.5,"pending_user_source":"webui","compression_anchor_mode":null,
        "truncation_watermark":null,"truncation_boundary":null,"clear_generation":null,"intentional_shrink_generation":null,
        "messages":[{"role":"user","content":"one","timestamp":1765000000.25},{"role":"assistant","content":"two","timestamp":1765000007},
        {"role":"user","content":"three","timestamp":1765000014.5}],"tool_calls":[{"assistant_msg_idx":1}],"anchor_activity_scenes":{"k":{}},
        "context_messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":"three"}]}
        """;

    [Theory]
    [InlineData(RewriteReason.Clear, 0, "intentional_clear_truncate")]
    [InlineData(RewriteReason.Clear, 1, "intentional_clear_truncate")]
    [InlineData(RewriteReason.Undo, 2, "intentional_compress_shrink")]
    [InlineData(RewriteReason.Undo, 0, "intentional_message_shrink")]
    [InlineData(RewriteReason.Edit, 1, "intentional_compress_shrink")]
    [InlineData(RewriteReason.Compaction, 1, "intentional_compress_shrink")]
    public async Task Rewrite_OfADocumentOfTheReference_IsNotUndoneByIt(RewriteReason reason, int kept, string why)
    {
        await using var rig = await SeededAsync();

        await rig.RewriteAsync(kept, reason);
        await rig.Store.CheckpointAsync();

        Assert.Equal(why, HermesInspection.Of(rig.Bytes("s1.json"), rig.Bytes("s1.json.bak")));
    }

    // What the test above would miss: without the marks it is restored.
    [Fact]
    public async Task Without_the_marks_the_reference_restores()
    {
        await using var rig = await SeededAsync();
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        var unmarked = JsonNode.Parse(rig.Bytes("s1.json"))!.AsObject();
        unmarked.Remove("intentional_shrink_generation");
        unmarked.Remove("truncation_watermark");

        Assert.Equal(HermesInspection.Restore,
            HermesInspection.Of(System.Text.Encoding.UTF8.GetBytes(unmarked.ToJsonString()), rig.Bytes("s1.json.bak")));
    }

    [Fact]
    public async Task Clear_LeavesTheWholeShape()
    {
        await using var rig = await SeededAsync();

        await rig.RewriteAsync(0, RewriteReason.Clear);
        await rig.Store.CheckpointAsync();

        var members = JsonTokens.Members(rig.Bytes("s1.json"));
        foreach (var name in new[] { "active_stream_id", "pending_user_message", "pending_started_at",
            "pending_user_source" }) Is("null", name);
        foreach (var name in new[] { "messages", "context_messages", "pending_attachments", "tool_calls" })
            Is("[]", name);
        foreach (var name in new[] { "truncation_watermark", "truncation_boundary" }) Is("0.0", name);
        Is("{}", "anchor_activity_scenes");
        Assert.Matches("^String [0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}\n$", members["clear_generation"]);

        void Is(string json, string name) =>
            Assert.Equal((name, JsonTokens.Of(System.Text.Encoding.UTF8.GetBytes(json))), (name, members[name]));
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1, "1765000000.25")]
    [InlineData(2, "1765000007")]
    public async Task Undo_CutsTheContextAndNotesTheTimeOfTheLastKeptRow(int kept, string watermark)
    {
        await using var rig = await SeededAsync();

        await rig.RewriteAsync(kept, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();

        var document = JsonNode.Parse(rig.Bytes("s1.json"))!;
        Assert.Equal((watermark, watermark),
            (document["truncation_watermark"]!.ToJsonString(), document["truncation_boundary"]!.ToJsonString()));
        Assert.Empty(document["context_messages"]!.AsArray());
        Assert.Equal("typed", document["pending_user_message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Compaction_NamesItsAnchorAndItsSummary()
    {
        await using var rig = await SeededAsync();
        var session = (await rig.Store.LoadAsync(BackupRig.Id))!;

        await rig.Store.RewriteAsync(
            BackupRig.Id, [SessionMessage.System("so  far\n[…]"), session.Messages[2]], RewriteReason.Compaction,
            session.Revision);
        await rig.Store.CheckpointAsync();

        var document = JsonNode.Parse(rig.Bytes("s1.json"))!;
        Assert.Equal(("manual", "so far […]", 1), (document["compression_anchor_mode"]!.GetValue<string>(),
            document["compression_anchor_summary"]!.GetValue<string>(),
            document["compression_anchor_visible_idx"]!.GetValue<int>()));
        Assert.Equal("""{"role":"user","ts":1765000014.5,"text":"three","attachments":0}""",
            document["compression_anchor_message_key"]!.ToJsonString());
        Assert.Equal("1765000014.5", document["truncation_watermark"]!.ToJsonString());
    }

    [Fact]
    public async Task Marks_of_every_shrink_differ_so_that_no_older_backup_explains_a_newer_loss()
    {
        await using var rig = await SeededAsync();
        await rig.RewriteAsync(2, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        var first = JsonNode.Parse(rig.Bytes("s1.json"))!["intentional_shrink_generation"]!.GetValue<string>();

        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();

        Assert.NotEqual(
            first, JsonNode.Parse(rig.Bytes("s1.json"))!["intentional_shrink_generation"]!.GetValue<string>());
        Assert.NotEqual(HermesInspection.Restore, HermesInspection.Of(rig.Bytes("s1.json"), rig.Bytes("s1.json.bak")));
        Assert.NotEqual(
            HermesInspection.Restore, HermesInspection.Of(rig.Bytes("s1.json"), rig.Bytes("s1.json.bak.1")));
    }

    [Fact]
    public async Task Messages_after_a_clear_do_not_bring_the_cleared_ones_back()
    {
        await using var rig = await SeededAsync();
        await rig.RewriteAsync(0, RewriteReason.Clear);
        await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages("new"));
        await rig.Store.CheckpointAsync();

        Assert.Equal("intentional_clear_truncate", HermesInspection.Of(rig.Bytes("s1.json"), rig.Bytes("s1.json.bak")));
    }

    [Fact]
    public async Task Marks_are_in_the_record_and_survive_the_loss_of_power()
    {
        await using var rig = await SeededAsync();
        await rig.RewriteAsync(0, RewriteReason.Clear);
        rig.Disk.KillProcess();

        await rig.ReopenAsync();

        Assert.Equal("intentional_clear_truncate", HermesInspection.Of(rig.Bytes("s1.json"), rig.Bytes("s1.json.bak")));
    }

    [Fact]
    public async Task Restore_TakesTheMarksAwayWithTheShrink()
    {
        await using var rig = await SeededAsync();
        await rig.RewriteAsync(0, RewriteReason.Clear);

        await rig.Guard.RestoreAsync(await rig.GenerationAsync(0));
        await rig.Store.CheckpointAsync();

        var document = JsonNode.Parse(rig.Bytes("s1.json"))!;
        Assert.Null(document["clear_generation"]);
        Assert.Null(document["truncation_watermark"]);
        Assert.Equal(3, document["context_messages"]!.AsArray().Count);
        Assert.Single(document["tool_calls"]!.AsArray());
        Assert.Null(document["pending_user_message"]);
    }

    [Fact]
    public async Task Extension_OfADocumentOfTheReference_MarksNothing()
    {
        await using var rig = await SeededAsync();

        await rig.ExtendAsync(3, "four");
        await rig.Store.CheckpointAsync();

        var document = JsonNode.Parse(rig.Bytes("s1.json"))!;
        Assert.Null(document["intentional_shrink_generation"]);
        Assert.Equal(3, document["context_messages"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_session_of_this_store_has_no_members_of_the_reference()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");

        foreach (var reason in new[] { RewriteReason.Undo, RewriteReason.Clear })
            await rig.RewriteAsync(reason == RewriteReason.Undo ? 1 : 0, reason);
        await rig.Store.CheckpointAsync();

        Assert.DoesNotContain(JsonTokens.Members(rig.Bytes("s1.json")).Keys, name =>
            name.Contains("generation", StringComparison.Ordinal) || name.Contains("trunc", StringComparison.Ordinal));
    }

    private static async Task<BackupRig> SeededAsync()
    {
        // What the reference left unfinished would be mended first.
        var rig = new BackupRig();
        rig.Options.StartupRecovery = StartupRecovery.AuditOnly;
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", Reference);
        rig.Open();
        await rig.Store.OpenAsync();
        return rig;
    }
}
