using System.Text.Json;
using System.Text.Json.Nodes;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hermes;

public sealed class HermesShrinkMarkersTests
{
    private const string Generation = "0123456789ab4cde8f123456789abcde";
    private static readonly SessionId Id = SessionId.Parse("s1");
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");
    private static readonly HermesShrinkMarkers Markers = new();

    public static TheoryData<string> Scenarios() =>
        [.. Directory.GetDirectories(Root)
            .Where(path => File.Exists(Path.Combine(path, "expected.detail.json")))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void ReasonFor_EveryFixture_IsThatOfTheReference(string scenario)
    {
        using var expected = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(Root, scenario, "expected.detail.json")));
        foreach (var status in expected.RootElement.GetProperty("status").EnumerateObject())
        {
            var (live, backup) = (Count(status.Value, "live_messages"), Count(status.Value, "bak_messages"));
            if (live < 0 || backup <= live || Read(scenario, status.Name, "") is not { } read) continue;

            Assert.Equal((status.Name, Reason(status.Value)),
                (status.Name, Markers.ReasonFor(read, live, Read(scenario, status.Name, ".bak")!)));
        }
    }

    [Theory]
    [InlineData("clear-sentinel", 2)]
    [InlineData("manual-compress", 3)]
    [InlineData("intentional-shrink", 3)]
    public void Fixtures_have_shrinks_on_purpose(string scenario, int count)
    {
        using var expected = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(Root, scenario, "expected.detail.json")));

        Assert.Equal(count, expected.RootElement.GetProperty("status").EnumerateObject()
            .Count(status => Reason(status.Value) is not null));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"clear_generation":"other"}""", true)]
    [InlineData("""{"clear_generation":"\u0078"}""", false)]
    public void ReasonFor_ClearMark_CountsUnlessTheBackupSharesIt(string backup, bool isClear)
    {
        var live = Head("""{"clear_generation":"x","truncation_watermark":0,"truncation_boundary":-0.0}""");

        Assert.Equal(isClear ? IntentionalShrink.Clear : null, Markers.ReasonFor(live, 1, Head(backup)));
    }

    [Theory]
    [InlineData("active_stream_id")]
    [InlineData("pending_user_message")]
    [InlineData("pending_attachments")]
    [InlineData("pending_started_at")]
    [InlineData("pending_user_source")]
    [InlineData("context_messages")]
    [InlineData("truncation_watermark")]
    [InlineData("truncation_boundary")]
    [InlineData("clear_generation")]
    public void ReasonFor_EmptiedSessionThatLacksAKey_IsALoss(string key)
    {
        var shape = JsonNode.Parse("""
            {"active_stream_id":null,"pending_user_message":null,"pending_attachments":[],"pending_started_at":null,"pending_user_source":null,
            "context_messages":[],"truncation_watermark":0.0,"truncation_boundary":0.0,"clear_generation":"x"}
            """)!.AsObject();
        Assert.Equal(IntentionalShrink.Clear, Markers.ReasonFor(Head(shape.ToJsonString()), 0, Head("{}")));

        shape.Remove(key);

        Assert.Null(Markers.ReasonFor(Head(shape.ToJsonString()), 0, Head("{}")));
    }

    [Fact]
    public void ReasonFor_MessagesThatAreNoList_IsNoClear() =>
        Assert.Null(Markers.ReasonFor(Head(
            """{"clear_generation":"x","truncation_watermark":0.0,"truncation_boundary":0.0,"context_messages":[]}"""),
                -1, Head("{}")));

    [Theory]
    [InlineData("""[{"role":"user","content":"a"}]""", true)]
    [InlineData("""[{"role":"user","content":"  [Context Compaction — reference]"}]""", false)]
    [InlineData("""[{"role":"tool","content":"[context compaction]"}]""", true)]
    [InlineData("""[{"content":"[context compaction]"}]""", true)]
    [InlineData("""[{"role":"user","content":[{"type":"image","text":"x"},{"type":"input_text","text":"[context compaction]"}]}]""", false)]
    [InlineData("""[{"role":"user","content":[{"type":"text","content":"[context compaction]"}]}]""", false)]
    [InlineData("""[{"role":"user","content":"context compaction"}]""", true)]
    [InlineData("""[{"role":"user","content":"context compaction","_compressed_summary":true}]""", false)]
    [InlineData("""[{"role":"user","content":"context compaction","_compressed_summary":0}]""", true)]
    [InlineData("""[{"role":"user","content":"[Session Arc Summary] context compaction"}]""", true)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    public void ReasonFor_ManualCompaction_CountsIfTheBackupIsOlder(string backupContext, bool isOlder)
    {
        var live = Head("""{"compression_anchor_mode":" Manual ","context_messages":[]}""");

        Assert.Equal(isOlder ? IntentionalShrink.Compaction : null,
            Markers.ReasonFor(live, 1, Head($$"""{"context_messages":{{backupContext}}}""")));
    }

    [Theory]
    [InlineData(
        """{"context_messages":[],"compression_anchor_summary":"s","compression_anchor_message_key":{}}""", 1, true)]
    [InlineData(
        """{"context_messages":[],"compression_anchor_summary":" ","compression_anchor_message_key":{}}""", 1, false)]
    [InlineData(
        """{"context_messages":[],"compression_anchor_summary":"s","compression_anchor_message_key":null}""", 1, false)]
    [InlineData("""{"context_messages":[],"truncation_watermark":0.0}""", 1, true)]
    [InlineData("""{"context_messages":[],"truncation_watermark":0.0}""", 0, false)]
    [InlineData("""{"context_messages":[],"truncation_watermark":0.0}""", -1, false)]
    [InlineData("""{"truncation_watermark":0.0}""", 1, false)]
    public void ReasonFor_ShorterContext_IsACompactionWithAnAnchorOrAWatermark(
        string live, int messages, bool isCompaction) =>
        Assert.Equal(isCompaction ? IntentionalShrink.Compaction : null,
            Markers.ReasonFor(Head(live), messages, Head("""{"context_messages":[1]}""")));

    [Theory]
    [InlineData($"\"{Generation}\"", "null", true)]
    [InlineData($"\"{Generation}\"", "\"fedcba9876544321b123456789abcdef\"", true)]
    [InlineData($"\"{Generation}\"", $"\"{Generation}\"", false)]
    [InlineData($"\"{Generation}\"", "\"fedcba98765443217123456789abcdef\"", false)]
    [InlineData($"\"{Generation}\"", "7", false)]
    [InlineData("\"0123456789AB4CDE8F123456789ABCDE\"", "null", false)]
    [InlineData("\"0123456789ab5cde8f123456789abcde\"", "null", false)]
    [InlineData("\"0123456789ab4cde8f123456789abcd\"", "null", false)]
    [InlineData("\"\"", "null", false)]
    [InlineData("4", "null", false)]
    public void ReasonFor_CutMark_CountsIfItIsWellFormedAndNotTheBackups(string live, string backup, bool isCut) =>
        Assert.Equal(
        isCut ? IntentionalShrink.Cut : null,
        Markers.ReasonFor(Head($$"""{"intentional_shrink_generation":{{live}}}"""), 1,
            Head($$"""{"intentional_shrink_generation":{{backup}}}""")));

    private static SessionHead Head(string members)
    {
        var disk = new BytesFileSystem { ["s1.json"] =
            System.Text.Encoding.UTF8.GetBytes($$"""{"session_id":"s1","messages":[],{{members.Trim()[1..]}}""".Replace(
                ",}", "}", StringComparison.Ordinal)) };
        return new DocumentReader(disk, new HermesDocumentReader(), 1 << 20).Read("s1.json", Id).Document!.Head;
    }

    private static SessionHead? Read(string scenario, string session, string suffix)
    {
        var path = Path.Combine(Root, scenario, "sessions", $"{session}.json{suffix}");
        if (!SessionId.TryParse(session, out var id) || !File.Exists(path)) return null;

        var disk = new BytesFileSystem { ["file"] = File.ReadAllBytes(path) };
        return new DocumentReader(disk, new HermesDocumentReader(), 1 << 30).Read("file", id).Document?.Head;
    }

    private static int Count(JsonElement status, string name) => status.GetProperty(name).GetInt32();

    private static IntentionalShrink? Reason(JsonElement status)
    {
        if (status.TryGetProperty("intentional_clear_truncate", out _)) return IntentionalShrink.Clear;
        if (status.TryGetProperty("intentional_compress_shrink", out _)) return IntentionalShrink.Compaction;

        return status.TryGetProperty("intentional_message_shrink", out _) ? IntentionalShrink.Cut : null;
    }
}
